"""A phone without a player: ICE, DTLS, SRTP and transport-cc feedback by hand; packets are only counted."""

import asyncio
import secrets
import struct
from collections.abc import Callable
from typing import Any

from aioice import stun
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsParameters, RTCDtlsTransport
from aiortc.sdp import SessionDescription

from load_tests.phone_socket import PhoneSocket
from load_tests.transport_feedback_writer import feedback_packet
from responder.transport.ice import Credentials
from responder.transport.sdp import TRANSPORT_CC

# Chromium's pace of feedback on a busy link.
FEEDBACK_S = 0.1
# Chromium's pace of checks on a selected pair.
CHECK_S = 2.0
# RFC 8445 section 14: checks that are not answered are repeated.
RETRY_S = 0.1
TRANSPORT_CC_ID = 3
PAYLOAD_TYPE = 102
RTX_PAYLOAD_TYPE = 103

_EXTENSION = struct.Struct("!HBH")


def connectivity_check(
    remote: Credentials, local_ufrag: str = "phon", *, nominate: bool = False, password: str | None = None
) -> bytes:
    """A Binding request to the agent with these credentials, as a controlling browser sends it."""
    request = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.REQUEST,
        transaction_id=secrets.token_bytes(12),
        attributes={
            "USERNAME": f"{remote.ufrag}:{local_ufrag}",
            "PRIORITY": 1_853_824_767,
            "ICE-CONTROLLING": 1,
        },
    )
    if nominate:
        request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity((password or remote.password).encode())
    return bytes(request)


class _IceSide:
    """What aiortc's DTLS expects of an ICE transport."""

    role = "controlling"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.received: asyncio.Queue[bytes] = asyncio.Queue()
        self._send_datagram = send

    async def _send(self, datagram: bytes) -> None:
        self._send_datagram(datagram)

    async def _recv(self) -> bytes:
        return await self.received.get()


class CountingPeer:
    """One phone. `offer`, negotiate as you like, then `connect`; counts what arrives until `close`."""

    def __init__(self, slots: int = 1, *, feedback: bool = True) -> None:
        """`feedback` offers transport-cc and answers it, as browsers do."""
        self.packets = 0
        self.bytes = 0
        self.rtcp_packets = 0
        self.stun_packets = 0
        self.last_packet_at_s = 0.0
        self.on_rtp: Callable[[bytes], None] = _ignore
        self.ufrag = secrets.token_hex(4)
        self._password = secrets.token_hex(12)
        self._slots = slots
        self._feedback = feedback
        self._certificate = RTCCertificate.generateCertificate()
        self._arrivals: dict[int, float] = {}
        self._feedback_count = 0
        self._ssrc = secrets.randbelow(1 << 32)
        self._socket: PhoneSocket | None = None
        self._dtls: RTCDtlsTransport | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def offer(self) -> str:
        """An offer of H.264 with retransmissions, one line per slot, everything in one bundle."""
        mids = " ".join(map(str, range(self._slots)))
        head = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
        lines = [*head, *(line for slot in range(self._slots) for line in self._media(slot))]
        return "".join(f"{line}\r\n" for line in lines)

    async def connect(self, answer_sdp: str, protocol: str = "udp") -> None:
        """Check, nominate and shake hands over "udp" or "tcp"; returns when media can flow."""
        await self.shake_hands(await self.validate(answer_sdp, protocol))

    async def validate(self, answer_sdp: str, protocol: str = "udp") -> RTCDtlsParameters:
        """Check and nominate a path; returns the certificate to expect in the handshake."""
        answer = SessionDescription.parse(answer_sdp)
        media = next(each for each in answer.media if each.port)
        candidate = next(each for each in media.ice_candidates if each.protocol == protocol)
        assert media.ice is not None
        assert media.dtls is not None
        self.remote = Credentials(ufrag=media.ice.usernameFragment or "", password=media.ice.password or "")
        self._checked = asyncio.Event()
        self._socket = PhoneSocket(protocol, (candidate.ip, candidate.port), self._received)
        self._tasks.append(asyncio.create_task(self._check()))
        await self._checked.wait()
        return media.dtls

    async def shake_hands(self, remote: RTCDtlsParameters) -> None:
        """Agree on keys with the server, over the validated path."""
        self._ice = _IceSide(self.send)
        transport: Any = self._ice
        self._dtls = association = RTCDtlsTransport(transport, [self._certificate])
        association._set_role("client")
        await association.start(remote)
        assert association.state == "connected"
        if self._feedback:
            self._tasks.append(asyncio.create_task(self._report()))

    def move(self, answer_sdp: str, remote: Credentials | None = None) -> None:
        """Change to a new UDP port, as a phone that changes networks, with new ICE credentials if given."""
        media = next(each for each in SessionDescription.parse(answer_sdp).media if each.port)
        candidate = next(each for each in media.ice_candidates if each.protocol == "udp")
        self.remote = remote or self.remote
        if self._socket is not None:
            self._socket.close()
        self._socket = PhoneSocket("udp", (candidate.ip, candidate.port), self._received)
        self.send(connectivity_check(self.remote, self.ufrag, nominate=True))

    def send(self, datagram: bytes) -> None:
        """Send any bytes to the server."""
        if self._socket is not None:
            self._socket.send(datagram)

    def send_rtcp(self, compound: bytes) -> None:
        """Send protected RTCP."""
        self.send(self._association._tx_srtp.protect_rtcp(compound))

    def open_rtp(self, datagram: bytes) -> bytes:
        """The RTP packet in an SRTP datagram."""
        return bytes(self._association._rx_srtp.unprotect(datagram))

    def pause(self) -> None:
        """Stop reading, as a phone whose radio stalls."""
        if self._socket is not None:
            self._socket.pause()

    def resume(self) -> None:
        """Read again."""
        if self._socket is not None:
            self._socket.resume()

    @property
    def hung_up(self) -> bool:
        """Whether the server has ended the TCP connection."""
        return self._socket is not None and self._socket.hung_up

    async def close(self) -> None:
        """Leave without a word, as a phone that loses its link."""
        pump = self._dtls._task if self._dtls is not None else None
        tasks = [*self._tasks, pump] if pump is not None else self._tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    async def leave(self) -> None:
        """Say goodbye with a DTLS close_notify, then close."""
        await self._association.stop()
        await self.close()

    @property
    def dtls_state(self) -> str:
        """As in the browser: "new", "connecting", "connected", "closed" or "failed"."""
        return "new" if self._dtls is None else self._dtls.state

    @property
    def _association(self) -> RTCDtlsTransport:
        assert self._dtls is not None
        return self._dtls

    def _media(self, slot: int) -> list[str]:
        extension = [f"a=extmap:{TRANSPORT_CC_ID} {TRANSPORT_CC}"] if self._feedback else []
        feedback = ["nack", "nack pli", "ccm fir", *(["transport-cc"] if self._feedback else [])]
        fingerprint = self._certificate.getFingerprints()[0]
        return [
            f"m=video 9 UDP/TLS/RTP/SAVPF {PAYLOAD_TYPE} {RTX_PAYLOAD_TYPE}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{slot}",
            f"a=ice-ufrag:{self.ufrag}",
            f"a=ice-pwd:{self._password}",
            f"a=fingerprint:{fingerprint.algorithm} {fingerprint.value}",
            "a=setup:actpass",
            "a=recvonly",
            "a=rtcp-mux",
            "a=rtcp-rsize",
            *extension,
            f"a=rtpmap:{PAYLOAD_TYPE} H264/90000",
            *(f"a=rtcp-fb:{PAYLOAD_TYPE} {each}" for each in feedback),
            f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1;profile-level-id=42e01f",
            f"a=rtpmap:{RTX_PAYLOAD_TYPE} rtx/90000",
            f"a=fmtp:{RTX_PAYLOAD_TYPE} apt={PAYLOAD_TYPE}",
        ]

    async def _check(self) -> None:
        while True:
            self.send(connectivity_check(self.remote, self.ufrag, nominate=True))
            await asyncio.sleep(CHECK_S if self._checked.is_set() else RETRY_S)

    def _received(self, datagram: bytes, arrived_at_s: float) -> None:
        first = datagram[0]
        if first < 4:
            self.stun_packets += 1
            response = stun.parse_message(datagram)
            if response.check_message_integrity(self.remote.password.encode()):
                self._checked.set()
        elif first < 64:
            self._ice.received.put_nowait(datagram)
        elif 192 <= datagram[1] <= 223:
            self.rtcp_packets += 1
        else:
            self._count(datagram, arrived_at_s)

    def _count(self, datagram: bytes, arrived_at_s: float) -> None:
        self.packets += 1
        self.bytes += len(datagram)
        self.last_packet_at_s = arrived_at_s
        if datagram[0] & 0x10:
            # The number is the first element of the header extension, which SRTP leaves in the clear.
            _, head, number = _EXTENSION.unpack_from(datagram, 14)
            if head >> 4 == TRANSPORT_CC_ID:
                self._arrivals[number] = arrived_at_s
        self.on_rtp(datagram)

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(FEEDBACK_S)
            if self._arrivals:
                arrivals, self._arrivals = self._arrivals, {}
                self.send_rtcp(self._transport_feedback(arrivals))

    def _transport_feedback(self, arrivals: dict[int, float]) -> bytes:
        first = next(iter(arrivals))
        count = max((number - first) & 0xFFFF for number in arrivals) + 1
        times_s = (arrivals.get((first + step) & 0xFFFF) for step in range(count))
        self._feedback_count = (self._feedback_count + 1) & 0xFF
        return feedback_packet(
            first,
            [None if at_s is None else round(at_s * 4000) * 250 for at_s in times_s],
            reference=int(arrivals[first] / 0.064),
            feedback_count=self._feedback_count,
            sender_ssrc=self._ssrc,
        )


def _ignore(_: bytes) -> None:
    return None
