"""When a phone is told what: changes at once, clocks every second, cameras and posters every few seconds."""

from collections.abc import Callable

from responder.access.marker import Marker
from responder.access.permit import Permit
from responder.live.cameras import LiveCameras
from responder.live.marker_views import marker_views
from responder.live.messages import (
    Attention,
    CameraAttention,
    LinkReport,
    MapInPlace,
    Markers,
    MarkerView,
    SlotClock,
    SlotState,
    SlotStates,
)
from responder.live.outbox import Outbox
from responder.media.status import FeedStatus

# A browser's clock and the server's drift apart by microseconds in this time.
CLOCK_INTERVAL_S = 1.0
# Posters change about every 2 s; telling a weak link less often saves it for pictures.
STATUS_INTERVAL_S = 5.0
# Longer than somebody takes to step through a few cameras.
ATTENTION_INTERVAL_S = 2.0
# A person reads these numbers; faster changes only flicker.
LINK_INTERVAL_S = 2.0


class Briefing:
    """Remembers what one phone was told, so that it is not told again. Times are of the monotonic clock."""

    def __init__(self, outbox: Outbox, cameras: LiveCameras) -> None:
        self._outbox = outbox
        self._cameras = cameras
        self._states: list[SlotState] = []
        self._statuses: dict[str, FeedStatus] = {}
        self._link: LinkReport | None = None
        self._attention: list[CameraAttention] = []
        self._markers: list[MarkerView] | None = None
        self._map_version = ""
        self._marked: tuple[tuple[Marker, ...] | None, Permit | None] = (None, None)
        self._clocks_due_s = 0.0
        self._statuses_due_s = 0.0
        self._link_due_s = 0.0
        self._attention_due_s = 0.0

    def start_over(self) -> None:
        """A new control channel knows nothing."""
        self._states = []
        self._link = None
        self._attention = []
        self._markers, self._marked = None, (None, None)
        self._map_version = ""
        self._clocks_due_s = self._statuses_due_s = self._link_due_s = 0.0
        self._attention_due_s = 0.0

    def tell(
        self, states: list[SlotState], clocks: Callable[[], list[SlotClock]], permit: Permit, now_s: float
    ) -> None:
        """Puts into the outbox what is due; `clocks` is only asked when they are."""
        if self._map_version != self._cameras.map_version:
            self._map_version = self._cameras.map_version
            self._outbox.put_map(MapInPlace(version=self._map_version))
        if states != self._states:
            self._states = states
            self._clocks_due_s = 0.0
            self._outbox.put_states(SlotStates(slots=states))
        if now_s >= self._clocks_due_s:
            self._clocks_due_s = now_s + CLOCK_INTERVAL_S
            self._outbox.put_clocks(clocks())
        if now_s >= self._statuses_due_s:
            self._statuses_due_s = now_s + STATUS_INTERVAL_S
            self._outbox.put_cameras(self._cameras.statuses(permit))

    def tell_link(self, report: Callable[[], LinkReport], now_s: float) -> None:
        """Puts into the outbox what the link does, when it is due and has changed."""
        if now_s < self._link_due_s:
            return
        self._link_due_s = now_s + LINK_INTERVAL_S
        link = report()
        if link != self._link:
            self._link = link
            self._outbox.put_link(link)

    def tell_attention(self, look: Callable[[], list[CameraAttention]], now_s: float) -> None:
        """Puts into the outbox what others look at, when it is due and has changed."""
        if now_s < self._attention_due_s:
            return
        self._attention_due_s = now_s + ATTENTION_INTERVAL_S
        cameras = look()
        if cameras != self._attention:
            self._attention = cameras
            self._outbox.put_attention(Attention(cameras=cameras))

    def tell_markers(self, markers: tuple[Marker, ...] | None, permit: Permit) -> None:
        """Puts into the outbox the markers of the permit's incident; None while they are not known yet.

        Asked at every tick: as long as it is given the same tuple, it does not look inside.
        """
        if markers is None or (markers is self._marked[0] and permit is self._marked[1]):
            return
        self._marked = (markers, permit)
        views = marker_views(markers, permit)
        if views != self._markers:
            self._markers = views
            self._outbox.put_markers(Markers(markers=views))

    def camera_changed(self, camera_id: str) -> None:
        """Tells a new state at once; a new poster alone waits for its turn."""
        status = self._cameras.feed_status(camera_id)
        if self._statuses.get(camera_id) != status:
            self._statuses[camera_id] = status
            self._outbox.put_cameras([self._cameras.status(camera_id)])
