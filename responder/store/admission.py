"""A device together with everything that decides what it may see."""

from msgspec import Struct

from responder.access.device import Device
from responder.access.incident import Incident
from responder.access.link import Link
from responder.access.permit import Permit, permit_for


class Admission(Struct, frozen=True, kw_only=True):
    """A device with the link that it follows and that link's incident, as they are now; perhaps over."""

    device: Device
    link: Link
    incident: Incident

    def permit(self, now: float) -> Permit:
        """What it may see. Raises the AccessDenied that says why nothing."""
        return permit_for(self.link, self.incident, self.device.device_id, now)
