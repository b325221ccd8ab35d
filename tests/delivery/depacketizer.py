"""The other side of RFC 6184, mode 1: RTP payloads back to NAL units."""

from collections.abc import Iterable, Iterator


def depacketize(payloads: Iterable[bytes]) -> Iterator[bytes]:
    """NAL units of payloads that arrived in order; asserts that every fragment is where it belongs."""
    pending: bytes | None = None
    for payload in payloads:
        kind = payload[0] & 0x1F
        if kind == 28:
            pending = _joined(payload, pending)
            if payload[1] & 0x40:
                yield pending
                pending = None
            continue
        assert pending is None, "another payload in the middle of a fragmented NAL unit"
        yield from _aggregated(payload) if kind == 24 else (payload,)
    assert pending is None, "the last fragment is missing"


def _joined(fragment: bytes, pending: bytes | None) -> bytes:
    start, end = fragment[1] & 0x80, fragment[1] & 0x40
    assert not (start and end), "RFC 6184 5.8: start and end bit must not both be set"
    if start:
        assert pending is None
        return bytes((fragment[0] & 0xE0 | fragment[1] & 0x1F,)) + fragment[2:]
    assert pending is not None
    return pending + fragment[2:]


def _aggregated(payload: bytes) -> Iterator[bytes]:
    at = 1
    while at < len(payload):
        size = int.from_bytes(payload[at : at + 2], "big")
        yield payload[at + 2 : at + 2 + size]
        at += 2 + size
