"""The site's cameras as live sessions see them: on the campus, fed by the node, allowed by a permit."""

import secrets
from collections.abc import Callable, Iterable

from gis.campus import Campus
from gis.entrance_cameras import entrance_cameras
from responder.access.camera_group import CameraGroups
from responder.access.permit import Permit
from responder.delivery.allocation import RungOffer
from responder.live.messages import CameraStatus
from responder.live.views import Shown, shown_of
from responder.media.errors import UnknownCamera
from responder.media.feeds import Feeds
from responder.media.rendition import Rendition
from responder.media.status import FeedState, FeedStatus

_UNCONFIGURED = FeedStatus(
    state=FeedState.UNCONFIGURED, reason="This camera is on the map, but its address is not set up yet."
)


class LiveCameras:
    """A camera on the map but not in the settings is told as such; one that is not on the map is none."""

    def __init__(self, campus: Campus, feeds: Feeds, groups: CameraGroups) -> None:
        self._feeds = feeds
        self._groups = groups
        self.resurvey(campus)

    def resurvey(self, campus: Campus) -> None:
        """The map is another one: what it lacks is shown to nobody any more, from the next decision on.

        Its privacy masks, too, are those that count. Phones that watch are told by another `map_version`.
        """
        self._campus = campus
        self._entrance_ids = entrance_cameras(campus)
        self.map_version = secrets.token_urlsafe(6)
        self._feeds.mask({camera.camera_id: camera.privacy_masks for camera in campus.cameras})

    def may_show(self, permit: Permit, camera_id: str, now_s: float) -> bool:
        """The one question before a device gets a picture of a camera, or is told that it is there.

        `now_s` is Unix time.
        """
        camera = self._campus.camera_by_id.get(camera_id)
        return camera is not None and permit.allows_camera(camera_id, camera.building_id, now_s, self._groups)

    def is_entrance(self, camera_id: str) -> bool:
        """Whether it hangs at a door between inside and outside of its building."""
        return camera_id in self._entrance_ids

    def of_buildings(self, building_ids: Iterable[str]) -> list[str]:
        return [it.camera_id for building_id in building_ids for it in self._campus.cameras_of(building_id)]

    def rendition(self, permit: Permit, camera_id: str, *, undecodable: bool = False) -> Rendition:
        """The one question which picture of a camera the permit's holder may see, where `may_show` says yes.

        With `undecodable` nothing of it is the camera's own encoding. Raises UnknownCamera.
        """
        feed = self._feeds.feed(camera_id)
        if permit.is_masked and feed.masked.is_masked:
            return feed.masked
        return feed.reencoded if undecodable else feed.whole

    def shown(self, permit: Permit, camera_id: str) -> Shown:
        """What that is, for the record. Raises UnknownCamera."""
        return shown_of(self.rendition(permit, camera_id))

    def offers(self, permit: Permit, camera_id: str, *, undecodable: bool) -> tuple[RungOffer, ...]:
        """The rungs that can be watched now; empty when there is nothing to watch."""
        try:
            return self.rendition(permit, camera_id, undecodable=undecodable).offers()
        except UnknownCamera:
            return ()

    def hold(self, camera_ids: Iterable[str]) -> Callable[[], None]:
        """Keeps cameras connected until the returned function is called."""
        return self._feeds.hold(camera_ids)

    def feed_status(self, camera_id: str) -> FeedStatus:
        try:
            return self._feeds.feed(camera_id).status
        except UnknownCamera:
            return _UNCONFIGURED

    def status(self, camera_id: str) -> CameraStatus:
        """What a phone is told of the camera."""
        status = self.feed_status(camera_id)
        return CameraStatus(
            camera_id=camera_id,
            state=status.state,
            reason=status.reason,
            poster_at_ms=self._poster_at_ms(camera_id),
        )

    def statuses(self, permit: Permit) -> list[CameraStatus]:
        cameras = [it for one in sorted(permit.building_ids) for it in self._campus.cameras_of(one)]
        return [
            self.status(it.camera_id)
            for it in cameras
            if permit.covers(it.camera_id, it.building_id, self._groups)
        ]

    def _poster_at_ms(self, camera_id: str) -> int | None:
        """Of every rendition: they are painted of the same key frames."""
        try:
            poster = self._feeds.feed(camera_id).whole.poster
        except UnknownCamera:
            return None
        return int(poster.captured_at_s * 1000) if poster else None
