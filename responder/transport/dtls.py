"""DTLS-SRTP in the passive role, through aiortc's transport over the path that ICE selected (RFC 5764)."""

import asyncio
import datetime
from collections.abc import Callable

import msgspec
import pylibsrtp
from aiortc.rtcdtlstransport import (
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
)
from OpenSSL import SSL

from responder.transport.errors import TransportError

# From the first datagram on a poor 3G link a handshake takes 3 s; who needs longer has gone.
HANDSHAKE_S = 15.0
# A whole flight in small fragments is a dozen datagrams; more is not a handshake.
FLIGHT_MAX_DATAGRAMS = 64
# aiortc's certificates live 30 days; a handshake begun with an old one must still end.
CERTIFICATE_RENEWED_BEFORE = datetime.timedelta(days=1)
DTLS_RECORD_MAX_BYTES = 1500

# AEAD alone: authenticated once, and in hardware on every phone of the last ten years.
_CIPHERS = b"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305"
_AEAD_PROFILES = [profile for profile in SRTP_PROFILES if b"AEAD" in profile.openssl_profile]


class HandshakeFailed(TransportError):
    """The phone did not finish a handshake with the certificate that its offer promised."""


class _Certificate(RTCCertificate):
    """A self-signed certificate whose contexts speak AEAD ciphers only."""

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        context = super()._create_ssl_context(srtp_profiles)
        context.set_cipher_list(_CIPHERS)
        return context


class Identity:
    """This node's certificate, renewed before it expires; each peer keeps the one it was answered with."""

    def __init__(self) -> None:
        self._certificate = _Certificate.generateCertificate()

    def certificate(self) -> RTCCertificate:
        """The certificate for a new peer."""
        remaining = self._certificate.expires - datetime.datetime.now(datetime.UTC)
        if remaining < CERTIFICATE_RENEWED_BEFORE:
            self._certificate = _Certificate.generateCertificate()
        return self._certificate


def fingerprint(certificate: RTCCertificate) -> str:
    """ "sha-256 AB:CD:...", as `a=fingerprint` wants it (RFC 8122)."""
    return next(f"{each.algorithm} {each.value}" for each in certificate.getFingerprints())


class SrtpSessions(msgspec.Struct, frozen=True):
    """The keys of one peer: `outgoing` protects what we send, `incoming` opens what the phone sends."""

    outgoing: pylibsrtp.Session
    incoming: pylibsrtp.Session


class _SelectedPath:
    """What aiortc expects of an ICE transport, fed and emptied by a peer."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self._outgoing = send
        self._incoming: asyncio.Queue[bytes] = asyncio.Queue(FLIGHT_MAX_DATAGRAMS)

    def feed(self, datagram: bytes) -> None:
        if not self._incoming.full():
            self._incoming.put_nowait(datagram)

    async def _send(self, datagram: bytes) -> None:
        self._outgoing(datagram)

    async def _recv(self) -> bytes:
        return await self._incoming.get()


class DtlsSession:
    """One peer's DTLS association; survives any change of path."""

    def __init__(
        self,
        certificate: RTCCertificate,
        remote: RTCDtlsParameters,
        send: Callable[[bytes], object],
        on_closed: Callable[[], None],
    ) -> None:
        """`send` takes records to the phone; `on_closed` is called when an open association has ended."""
        self._remote = remote
        self._path = _SelectedPath(send)
        # The duck-typed transport has the two attributes and two coroutines that aiortc's DTLS uses.
        self._transport = RTCDtlsTransport(self._path, [certificate])  # type: ignore[arg-type]
        self._transport._set_role("server")
        self._transport._srtp_profiles = _AEAD_PROFILES
        self._on_closed = on_closed

    def receive(self, record: bytes) -> None:
        """Take a datagram of DTLS records (first byte 20 to 63); a surplus is dropped, as a network would."""
        self._path.feed(record)

    async def handshake(self) -> SrtpSessions:
        """Wait for the phone's handshake; raises HandshakeFailed, or TimeoutError after HANDSHAKE_S."""
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                await self._transport.start(self._remote)
        except (SSL.Error, pylibsrtp.Error, ValueError) as error:
            raise HandshakeFailed(str(error)) from error
        if self._transport.state != "connected":
            raise HandshakeFailed("no common cipher, or not the certificate of the offer")
        self._transport.on("statechange", self._state_changed)
        return SrtpSessions(self._transport._tx_srtp, self._transport._rx_srtp)

    def close(self) -> bytes:
        """End the association; returns the close_notify to send, empty when there is none."""
        self._transport.remove_all_listeners()
        connection, pump = self._transport._ssl, self._transport._task
        if connection is None or pump is None:
            return b""
        pump.cancel()
        try:
            connection.shutdown()
            return connection.bio_read(DTLS_RECORD_MAX_BYTES)
        except SSL.Error:
            return b""

    def _state_changed(self) -> None:
        if self._transport.state == "closed":
            self._on_closed()
