"""Bursts are protected as libsrtp would protect each packet, and nothing leaves unprotected."""

import struct

import pylibsrtp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylibsrtp import Policy

from responder.delivery.train import lay_out
from responder.transport.srtp import BURST_MAX_PACKETS, TRAILER_BYTES, BurstProtector

KEY = bytes(range(44))


def session(ssrc_type: int) -> pylibsrtp.Session:
    """AEAD_AES_256_GCM with a known key."""
    profile = Policy.SRTP_PROFILE_AEAD_AES_256_GCM
    return pylibsrtp.Session(Policy(key=KEY, ssrc_type=ssrc_type, srtp_profile=profile))


def rtp(sequence_number: int, payload: bytes) -> bytes:
    """A plain RTP packet."""
    return struct.pack("!BBHII", 0x80, 102, sequence_number, 3000, 7) + payload


@settings(deadline=None)  # other work on the machine is not the code's time
@given(st.lists(st.binary(max_size=1400), min_size=1, max_size=BURST_MAX_PACKETS))
def test_a_phone_opens_every_packet_of_a_burst(payloads: list[bytes]) -> None:
    """Side by side in one buffer, each of its own size."""
    packets = [rtp(1 + number, payload) for number, payload in enumerate(payloads)]
    burst = BurstProtector(session(Policy.SSRC_ANY_OUTBOUND)).protect(packets)
    phone, at, opened = session(Policy.SSRC_ANY_INBOUND), 0, []
    for size in burst.sizes:
        opened.append(phone.unprotect(bytes(burst.data[at : at + size])))
        at += size
    assert opened == packets
    assert at == len(burst.data)


def test_a_train_written_in_place_is_protected_as_well() -> None:
    """A header before each payload, and room for the tag behind it."""
    protector = BurstProtector(session(Policy.SSRC_ANY_OUTBOUND))
    payloads = (b"first", b"second one")
    train = lay_out(payloads, len(rtp(1, b"")), TRAILER_BYTES)
    protector.view[: len(train.image)] = train.image
    for number, place in enumerate(train.places):
        protector.view[place : place + 12] = rtp(number, b"")

    burst = protector.seal(train)

    phone, first = session(Policy.SSRC_ANY_INBOUND), burst.sizes[0]
    assert phone.unprotect(bytes(burst.data[:first])) == rtp(0, b"first")
    assert phone.unprotect(bytes(burst.data[first:])) == rtp(1, b"second one")


def test_a_packet_that_libsrtp_refuses_ends_the_burst() -> None:
    """A number sent before would reuse a nonce: it and what follows stay here."""
    protector = BurstProtector(session(Policy.SSRC_ANY_OUTBOUND))
    packets = [rtp(number, b"payload") for number in (5, 6, 6, 7)]
    assert len(protector.protect(packets).sizes) == 2


def test_more_than_the_buffer_holds_is_an_error() -> None:
    """The caller cuts larger frames."""
    protector = BurstProtector(session(Policy.SSRC_ANY_OUTBOUND))
    with pytest.raises(ValueError, match="different structures"):
        protector.protect([rtp(1, bytes(200_000))])
