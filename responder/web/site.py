"""What the routes work with: the parts of the running service that requests may reach."""

from collections.abc import Mapping

from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Struct, field

from gis.campus import Campus
from responder.access.camera_group import CameraGroups
from responder.live.sessions import LiveSessions
from responder.media.feeds import Feeds
from responder.settings import AccessSettings
from responder.store.accounts import Accounts
from responder.store.agreements import Agreements
from responder.store.alerts import Alerts
from responder.store.approvals import Approvals
from responder.store.audit import Audit
from responder.store.checkpoints import Checkpoints
from responder.store.child_links import ChildLinks
from responder.store.connection import Store
from responder.store.devices import Devices
from responder.store.disclosures import Disclosures
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.map_keys import MapKeys
from responder.store.markers import Markers
from responder.store.panic_alarms import PanicAlarms
from responder.store.passkeys import PasskeyStore
from responder.store.permits import Permits
from responder.store.second_factors import SecondFactors
from responder.store.spoken_codes import SpokenCodes
from responder.store.staff_sessions import StaffSessions
from responder.store.timelines import Timelines
from responder.store.waiting_room import WaitingRoom
from responder.web.basemap import Basemap
from responder.web.control import ControlChannels
from responder.web.layers import Layers
from responder.web.limits import Limits
from responder.web.map_check import MapCheck
from responder.web.oidc_provider import OidcProvider
from responder.web.representation import Representation
from responder.web.survey import Survey
from responder.web.whep_sessions import WhepSessions


class Site(Struct, frozen=True, kw_only=True):
    """Made once by the composition root; `assets` maps a path in the client's build to its file."""

    origin: str
    media_port: int
    access: AccessSettings
    survey: Survey
    map_check: MapCheck
    layers: Layers
    basemap: Basemap | None
    assets: Mapping[str, Representation]
    store: Store
    incidents: Incidents
    links: Links
    child_links: ChildLinks
    spoken_codes: SpokenCodes
    waiting_room: WaitingRoom
    camera_groups: CameraGroups
    agreements: Agreements
    approvals: Approvals
    panic_alarms: PanicAlarms
    alerts: Alerts
    oidc: OidcProvider | None
    second_factors: SecondFactors
    passkeys: PasskeyStore
    audit: Audit
    checkpoints: Checkpoints
    disclosures: Disclosures
    devices: Devices
    accounts: Accounts
    map_keys: MapKeys
    markers: Markers
    timelines: Timelines
    staff_sessions: StaffSessions
    permits: Permits
    feeds: Feeds
    live: LiveSessions
    control: ControlChannels = field(default_factory=ControlChannels)
    limits: Limits = field(default_factory=Limits)
    whep: WhepSessions = field(default_factory=WhepSessions)

    @property
    def campus(self) -> Campus:
        """As it is surveyed now."""
        return self.survey.campus


# Made and typed here: the framework need not look inside at every request.
TheSite = NamedDependency[SkipValidation[Site]]


def provide_site(state: State) -> Site:
    """Injects the site into every route that asks for it."""
    site: Site = state.site
    return site
