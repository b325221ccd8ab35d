"""The service's side of one phone: the delivery cores put together as the transport does."""

from collections.abc import Callable, Sequence

from responder.delivery import rtcp
from responder.delivery.allocation import Allocator, Showing, SlotAllocation, SlotDemand
from responder.delivery.bandwidth.estimate import BandwidthEstimator
from responder.delivery.gop import Frame, RungStream
from responder.delivery.pacer import Departure, Pacer
from responder.delivery.retransmission import SentHistory
from responder.delivery.rtp import HeaderExtensions, RtpStream, RtxStream
from responder.delivery.slot import Slot
from responder.delivery.stills import STILL_RUNG, Still, StillRound, StillStream
from tests.delivery.written import written
from tests.simulation.camera import SimulatedCamera
from tests.simulation.timeline import Timeline

EXTENSIONS = HeaderExtensions(transport_cc=3)
# SRTP tag, IPv4 and UDP.
WIRE_OVERHEAD_BYTES = 16 + 28
PADDING_BYTES = 255
# A phone of 390 points and two pixels each: the large picture is as wide as the screen, others half of it.
FOCUSED_WIDTH_PX, TILE_WIDTH_PX = 780, 390
# A quarter of a second: so far back a picture may jump when its rung changes.
YOUNG_GOP_FRAMES = 4


class Window:
    """One slot with everything that belongs to it."""

    def __init__(self, index: int) -> None:
        self.slot = Slot(first_sequence_number=65_500, first_timestamp=0xFFFF_0000)
        self.media = RtpStream(ssrc=2 * index, payload_type=102, extensions=EXTENSIONS)
        self.rtx = RtxStream(
            ssrc=2 * index + 1, payload_type=103, first_sequence_number=9, extensions=EXTENSIONS
        )
        self.history = SentHistory()
        self.stream: RungStream | None = None
        self.successor: RungStream | None = None
        self.still: StillStream | None = None
        self.left_at_s = float("-inf")
        self.unsubscribe: Callable[[], None] = lambda: None
        self.unsubscribe_successor: Callable[[], None] = lambda: None


class Service:
    """Sends cameras to one phone over `send(packet, size_bytes)`."""

    def __init__(
        self,
        timeline: Timeline,
        cameras: Sequence[SimulatedCamera],
        send: Callable[[bytes, int], None],
        *,
        start_bps: float,
    ) -> None:
        self.allocations: tuple[SlotAllocation, ...] = ()
        self.estimator = BandwidthEstimator(start_bps=start_bps)
        self.probe_bytes = 0
        self.sent_bytes = 0
        self.on_decided: Callable[[float], None] = lambda estimate_bps: None
        self._timeline = timeline
        self._cameras = cameras
        self._send = send
        self._windows = [Window(index) for index in range(len(cameras))]
        self._pacer = Pacer(
            [window.slot for window in self._windows], budget_bps=self.estimator.pacing_bps(timeline.now)
        )
        self._pacer.prefer(0)
        self._allocator = Allocator()
        self._still_round = StillRound()
        self._transport_number = 65_000
        self._wake_at_s: float | None = None
        self._demands = [
            SlotDemand(
                slot=index,
                camera_id=f"camera-{index}",
                offers=camera.offers,
                focused=index == 0,
                width_px=TILE_WIDTH_PX if index else FOCUSED_WIDTH_PX,
            )
            for index, camera in enumerate(cameras)
        ]
        timeline.every(0.1, self._tick)
        timeline.every(0.2, self._decide)

    @property
    def wanted_bps(self) -> float:
        """What the phone could make use of."""
        return self._allocator.wanted_bps

    def receive(self, datagram: bytes) -> None:
        """RTCP from the phone."""
        now = self._timeline.now
        for packet in rtcp.parse(datagram):
            match packet:
                case rtcp.TransportFeedback():
                    self.estimator.on_feedback(packet, now)
                    self._follow(now)
                case rtcp.Nack():
                    window = self._windows[packet.media_ssrc // 2]
                    resends = window.history.resend(packet.sequence_numbers, now, self.estimator.round_trip_s)
                    if resends:
                        self._pacer.spend(
                            self._leave(window.rtx.packets(resends, self._transport_number)), now
                        )
                case rtcp.PictureLossIndication():
                    self._pour(packet.media_ssrc // 2)

    def _decide(self) -> None:
        now = self._timeline.now
        estimate_bps = self.estimator.estimate_bps(now)
        self.allocations = self._allocator.allocate(
            self._demands, estimate_bps, now, outage=self.estimator.in_outage(now)
        )
        self.estimator.want(self._allocator.wanted_bps)
        self.on_decided(estimate_bps)
        for index, allocation in enumerate(self.allocations):
            self._follow_allocation(index, allocation)
        if not self.estimator.in_outage(now):
            self._show_stills(now)

    def _follow_allocation(self, index: int, allocation: SlotAllocation) -> None:
        window, streams = self._windows[index], self._cameras[index].streams
        if allocation.showing is not Showing.STILLS:
            window.still = None
            self._show(index, None if allocation.rung is None else streams[allocation.rung])
        elif window.still is None:
            window.still = StillStream(streams[STILL_RUNG])
            self._show(index, None)
            self._show(index, window.still)

    def _show_stills(self, now: float) -> None:
        stills = [
            Still(
                slot=index,
                size_bytes=frame.size_bytes,
                waited_s=now - window.left_at_s,
                focused=index == 0,
            )
            for index, window in enumerate(self._windows)
            if window.still is not None and (frame := window.still.next) is not None
        ]
        index = self._still_round.choose(stills, self._allocator.stills_bps, now)
        still = None if index is None else self._windows[index].still
        if still is not None:
            still.release()

    def _show(self, index: int, stream: RungStream | None) -> None:
        """Another picture of the same camera waits for its key frame, while the present one goes on.

        An older group of pictures would show again what has been seen.
        """
        window = self._windows[index]
        if stream is (window.successor or window.stream):
            return
        self._forget_successor(window)
        if stream is window.stream:
            return
        if stream is None or window.stream is None or window.slot.waiting or self._is_young(stream):
            self._switch(index, stream)
            return
        window.successor = stream
        window.unsubscribe_successor = stream.subscribe(lambda frame: self._succeed(index, stream, frame))
        stream.request_keyframe()

    def _is_young(self, stream: RungStream) -> bool:
        return len(stream.gop()) <= YOUNG_GOP_FRAMES and self._fits(stream)

    @staticmethod
    def _forget_successor(window: Window) -> None:
        window.unsubscribe_successor()
        window.unsubscribe_successor = lambda: None
        window.successor = None

    def _succeed(self, index: int, stream: RungStream, frame: Frame) -> None:
        window = self._windows[index]
        if not frame.keyframe:
            return
        self._forget_successor(window)
        window.unsubscribe()
        window.stream = stream
        window.unsubscribe = stream.subscribe(lambda frame: self._receive_frame(index, frame))
        self._pacer.discard(index)
        window.slot.pour([], self._timeline.now, 0)
        self._receive_frame(index, frame)

    def _switch(self, index: int, stream: RungStream | None) -> None:
        window = self._windows[index]
        window.unsubscribe()
        window.stream = stream
        if stream is None:
            self._pacer.abandon(index)
            window.slot.stop()
            window.unsubscribe = lambda: None
            return
        window.unsubscribe = stream.subscribe(lambda frame: self._receive_frame(index, frame))
        self._pour(index)

    def _pour(self, index: int) -> None:
        now = self._timeline.now
        window = self._windows[index]
        self._pacer.discard(index)
        if window.stream is None:
            return
        for slot_frame in window.slot.pour(window.stream.gop(), now, self._pacer.burst_bytes(now)):
            self._depart(self._pacer.enqueue(index, slot_frame, now))
        self._arm()

    def _receive_frame(self, index: int, frame: Frame) -> None:
        now = self._timeline.now
        slot_frame = self._windows[index].slot.accept(frame, now)
        if slot_frame is not None:
            self._depart(self._pacer.enqueue(index, slot_frame, now))
            self._arm()

    def _tick(self) -> None:
        now = self._timeline.now
        self._follow(now)
        self._probe()
        for index, window in enumerate(self._windows):
            if window.slot.waiting:
                self._resume(index, window.successor or window.stream)

    def _follow(self, now: float) -> None:
        self._pacer.set_budget(self.estimator.pacing_bps(now))
        self._arm()

    def _resume(self, index: int, stream: RungStream | None) -> None:
        """What waits for a key frame begins from the cache when the link takes it, else with a new one."""
        if stream is None:
            return
        if self._fits(stream):
            self._forget_successor(self._windows[index])
            self._switch(index, stream)
        else:
            stream.request_keyframe()

    def _fits(self, stream: RungStream) -> bool:
        gop = stream.gop()
        size_bytes = sum(frame.size_bytes for frame in gop)
        return bool(gop) and size_bytes <= self._pacer.burst_bytes(self._timeline.now)

    def _probe(self) -> None:
        now = self._timeline.now
        size_bytes = self.estimator.probe_bytes(now)
        if size_bytes <= 0:
            return
        window = self._windows[0]
        recent = window.history.recent(size_bytes, now) if size_bytes > PADDING_BYTES else []
        packets = (
            window.rtx.packets(recent, self._transport_number)
            if recent
            else window.rtx.padding(-(-size_bytes // PADDING_BYTES), self._transport_number)
        )
        self.probe_bytes += self._leave(packets)
        self._timeline.at(now + 0.005, self._probe)

    def _arm(self) -> None:
        due_s = self._pacer.next_at()
        if due_s is not None and self._wake_at_s is None:
            self._wake_at_s = due_s
            self._timeline.at(due_s, self._drain)

    def _drain(self) -> None:
        self._wake_at_s = None
        for departure in self._pacer.due(self._timeline.now):
            self._depart(departure)
        self._arm()

    def _depart(self, departure: Departure | None) -> None:
        if departure is None:
            return
        window = self._windows[departure.slot_index]
        if departure.start == 0:
            window.history.sent(departure.slot_frame, self._timeline.now)
            window.left_at_s = self._timeline.now
        self._leave(
            written(
                window.media,
                departure.slot_frame,
                self._transport_number,
                departure.start,
                departure.stop,
            )
        )

    def _leave(self, packets: Sequence[bytes]) -> int:
        sizes = [len(packet) + WIRE_OVERHEAD_BYTES for packet in packets]
        self.estimator.on_sent(self._transport_number, sizes, self._timeline.now)
        self._transport_number = (self._transport_number + len(packets)) & 0xFFFF
        for packet, size_bytes in zip(packets, sizes, strict=True):
            self._send(packet, size_bytes)
        self.sent_bytes += sum(sizes)
        return sum(sizes)
