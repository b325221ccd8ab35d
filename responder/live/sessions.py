"""Every live session on this node, by id and by device."""

import asyncio
import secrets
import time
from collections.abc import Callable, Hashable, Iterator

import structlog

from responder.access.audit import Actor
from responder.access.errors import AccessDenied
from responder.access.permit import Permit
from responder.live.attention import AttentionBoard
from responder.live.cameras import LiveCameras
from responder.live.errors import TooManyLiveSessions, UnknownLiveSession
from responder.live.marker_boards import MarkerBoards
from responder.live.messages import LiveEnded, LiveRequest
from responder.live.overload import Overload
from responder.live.record import Record
from responder.live.session import LiveSession
from responder.live.still_views import StillViews
from responder.media.feeds import Feeds
from responder.supervision import cancelled, supervise
from responder.transport.peers import Peers

log = structlog.get_logger()

# A phone holds one; a reload or a second tab adds one until the old one is noticed to be gone.
MAX_PER_DEVICE = 8
# How late the event loop is shows within a few of these.
LAG_EVERY_S = 0.05
# The end of a still view is known to some seconds only.
SWEEP_S = 1.0


class LiveSessions:
    """Makes live sessions, keeps them running, and ends them together."""

    def __init__(self, *, cameras: LiveCameras, feeds: Feeds, peers: Peers, record: Record) -> None:
        self.cameras = cameras
        self._feeds = feeds
        self._peers = peers
        self._record = record
        self.stills = StillViews(record)
        self.markers = MarkerBoards()
        self._attention = AttentionBoard()
        self._overload = Overload()
        self._sessions: dict[str, LiveSession] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsubscribe: Callable[[], None] = lambda: None
        self._looking: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Listens to the cameras' states from now on."""
        self._unsubscribe = self._feeds.on_status(self._camera_changed)
        self._looking = [
            asyncio.create_task(supervise(name, look), name=name)
            for name, look in (("still views", self._sweep), ("load", self._watch_load))
        ]

    async def stop(self) -> None:
        """Ends every session: the service goes down."""
        self._unsubscribe()
        self.stills.end_all(time.time())
        for session in list(self):
            session.end(LiveEnded(reason="service-stopped", detail="The service is restarting."))
        for looking in self._looking:
            await cancelled(looking)
        self._looking = []
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def __iter__(self) -> Iterator[LiveSession]:
        return iter(list(self._sessions.values()))

    def create(self, permit: Permit, actor: Actor, request: LiveRequest) -> LiveSession:
        """Answers a phone's offer and pours its first slots. Raises SdpError or TooManyLiveSessions."""
        if len(self.of_device(permit.device_id)) >= MAX_PER_DEVICE:
            raise TooManyLiveSessions(MAX_PER_DEVICE)
        session = LiveSession(
            live_id=secrets.token_urlsafe(12),
            permit=permit,
            actor=actor,
            peer=self._peers.create(request.sdp, time.monotonic()),
            cameras=self.cameras,
            record=self._record,
        )
        session.request(request.slots)
        self._keep(session)
        return session

    def get(self, live_id: str, device_id: str) -> LiveSession:
        """Raises UnknownLiveSession, also for a session of another device."""
        session = self._sessions.get(live_id)
        if session is None or session.device_id != device_id:
            raise UnknownLiveSession(live_id)
        return session

    def of_device(self, device_id: str) -> list[LiveSession]:
        return [session for session in self if session.device_id == device_id]

    def watching(self, device_id: str) -> list[str]:
        """The cameras whose pictures a device is getting now, live or still, over all its sessions."""
        live = {it for session in self.of_device(device_id) for it in session.watching}
        return sorted(live.union(self.stills.cameras(device_id)))

    def file_bps(self, device_id: str, file: Hashable) -> float | None:
        """How fast the next piece of a file may go to the device; None while it has no live session."""
        now = time.monotonic()
        sessions = self.of_device(device_id)
        return max((session.file_share.take(file, now) for session in sessions), default=None)

    def connected(self, device_id: str) -> bool:
        return bool(self.of_device(device_id)) or bool(self.stills.cameras(device_id))

    def end_device(self, device_id: str, denial: AccessDenied) -> None:
        """Ends the device's sessions because its access is over, and says why."""
        self.stills.end_device(device_id, time.time())
        for session in self.of_device(device_id):
            session.deny(denial)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            self.stills.end_old(time.time())

    async def _watch_load(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            due_s = clock() + LAG_EVERY_S
            await asyncio.sleep(LAG_EVERY_S)
            now_s = clock()
            self._overload.sample(now_s - due_s, lambda: sum(it.sent_bytes for it in self), now_s)

    def _keep(self, session: LiveSession) -> None:
        self._sessions[session.live_id] = session
        session.on_ended = lambda: self._forget(session)
        session.look_at_others = lambda now_s: self._attention.others(self, session, now_s)
        session.look_at_markers = self.markers.of
        session.node_share_bps = lambda: self._overload.share_bps(len(self._sessions))
        session.tick(time.time(), time.monotonic())
        task = asyncio.create_task(session.run(), name=f"live session {session.live_id}")
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._task_done(done, session))

    def _forget(self, session: LiveSession) -> None:
        self._sessions.pop(session.live_id, None)

    def _task_done(self, task: asyncio.Task[None], session: LiveSession) -> None:
        """A session that crashed ends alone, loudly: the phone opens a new one."""
        self._tasks.discard(task)
        if task.cancelled() or task.exception() is None:
            return
        log.error("live session crashed", live_id=session.live_id, exc_info=task.exception())
        session.end(LiveEnded(reason="session-failed", detail="The live session failed."))

    def _camera_changed(self, camera_id: str) -> None:
        for session in self:
            session.camera_changed(camera_id)
