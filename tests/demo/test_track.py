"""RTP payloads of simulated cameras hold what was encoded, whole."""

from pathlib import Path

import pytest

from responder.delivery.h264 import packetize
from responder.demo.encoding import SUB
from responder.demo.footage import make_clip
from responder.demo.track import MAX_PAYLOAD_BYTES, Track, silence, split_nals, synthetic_track, track_of
from tests.demo.conftest import SPECS

FU_A = 28


def nals_of(payloads: tuple[bytes, ...]) -> list[bytes]:
    """Puts single NAL units and FU-A fragments together again (RFC 6184)."""
    nals: list[bytes] = []
    for payload in payloads:
        if payload[0] & 0x1F != FU_A:
            nals.append(payload)
        elif payload[1] & 0x80:
            nals.append(bytes(((payload[0] & 0xE0) | (payload[1] & 0x1F),)) + payload[2:])
        else:
            nals[-1] += payload[2:]
    return nals


def test_payloads_hold_the_access_units(footage_directory: Path) -> None:
    """Nothing is lost, and no payload is larger than a packet."""
    clip = make_clip(SPECS["gym"], SUB, footage_directory, frames=10)
    track = track_of(clip)
    assert [nals_of(frame) for frame in track.frames] == [split_nals(unit) for unit in clip.units]
    assert all(len(payload) <= MAX_PAYLOAD_BYTES for frame in track.frames for payload in frame)
    assert track.counters == tuple(range(10))


def test_announces_the_profile_of_its_sps(footage_directory: Path) -> None:
    """The SDP's profile-level-id is that of the stream."""
    clip = make_clip(SPECS["gym"], SUB, footage_directory, frames=10)
    sps = split_nals(clip.units[0])[0]
    assert f"profile-level-id={sps[1:4].hex()};" in track_of(clip).media


@pytest.fixture(scope="module")
def synthetic() -> Track:
    """What load tests play: 8 packets of 1100 bytes, 30 times a second."""
    return synthetic_track(frame_bytes=8784, frames_per_s=30)


def test_synthetic_frames_have_exactly_the_size_asked_for(synthetic: Track) -> None:
    """Every frame without parameter sets becomes 8 full payloads of our own packetizer."""
    assert len(synthetic.frames) == 60
    for frame in synthetic.frames[1:]:
        (slice_nal,) = nals_of(frame)
        assert len(slice_nal) == 8784
        assert [len(payload) for payload in packetize([slice_nal])] == [1100] * 7 + [1099]


def test_synthetic_track_begins_with_a_key_frame(synthetic: Track) -> None:
    """SPS, PPS and an IDR slice first, other slices after that; no start code hides in the padding."""
    kinds = [[nal[0] & 0x1F for nal in nals_of(frame)] for frame in synthetic.frames]
    assert kinds == [[7, 8, 5]] + [[1]] * 59
    assert not any(b"\0\0" in nal for frame in synthetic.frames for nal in nals_of(frame)[-1:])


def test_silence_is_fifty_packets_a_second() -> None:
    """20 ms of PCMU each, all of it quiet."""
    track = silence()
    assert (track.payload_type, track.clock_hz, track.frames_per_s) == (0, 8000, 50)
    assert set(b"".join(payload for frame in track.frames for payload in frame)) == {0xFF}
