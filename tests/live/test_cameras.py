"""Which picture of a camera a phone is given."""

from msgspec.structs import replace

from gis.imdf import read_campus
from load_tests.site import CAMPUS
from responder.access.camera_group import NO_GROUPS
from responder.access.permit import Permit
from responder.live.cameras import LiveCameras
from responder.media.feeds import Feeds
from responder.settings import CameraNetwork, CameraSettings

MASKED, OPEN = "gym-parking", "main-lobby"
OFFICER = Permit(
    device_id="phone",
    link_id="link",
    incident_id="fire",
    agency="police",
    building_ids=frozenset(),
    valid_until_s=9e9,
)
STAFF = replace(OFFICER, is_masked=True)


def cameras() -> tuple[LiveCameras, Feeds]:
    """Two cameras that nobody has connected; one has a privacy mask."""
    addresses = [CameraSettings(camera_id=it, main_url="rtsp://127.0.0.1:1/main") for it in (MASKED, OPEN)]
    feeds = Feeds(addresses, CameraNetwork(allow_loopback=True), transcoding_cores=1)
    campus = read_campus(CAMPUS)
    windows = ((0.23, 0.15), (0.78, 0.15), (0.78, 0.35))
    hang = [replace(it, privacy_masks=(windows,) if it.camera_id == MASKED else ()) for it in campus.cameras]
    return LiveCameras(replace(campus, cameras=tuple(hang)), feeds, NO_GROUPS), feeds


def test_who_may_not_see_behind_masks_never_does() -> None:
    """Whatever the phone says of its decoder; without a mask there is nothing behind."""
    shown, feeds = cameras()
    for undecodable in (False, True):
        assert shown.rendition(STAFF, MASKED, undecodable=undecodable) is feeds.feed(MASKED).masked
        assert shown.rendition(OFFICER, MASKED, undecodable=undecodable).is_masked is False
    assert shown.rendition(STAFF, OPEN) is feeds.feed(OPEN).whole


def test_a_phone_that_cannot_decode_the_camera_gets_nothing_of_its_encoding() -> None:
    """Only what is made here."""
    shown, feeds = cameras()
    assert shown.rendition(OFFICER, OPEN) is feeds.feed(OPEN).whole
    assert shown.rendition(OFFICER, OPEN, undecodable=True) is feeds.feed(OPEN).reencoded
    assert shown.rendition(STAFF, OPEN, undecodable=True) is feeds.feed(OPEN).reencoded
