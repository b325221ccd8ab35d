"""Transport-cc feedback."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from load_tests.transport_feedback_writer import feedback_body
from responder.delivery.errors import RtcpError
from responder.delivery.transport_feedback import decode_transport_feedback


def test_a_feedback_is_read_field_by_field() -> None:
    """An example written by hand: a run of 2 small deltas, then a vector of missing, large and small."""
    body = bytes.fromhex(
        "0005 0005 000002 07"  # base 5, 5 packets, reference 2 * 64 ms, feedback 7
        "2002"  # run length chunk: small delta, 2 packets
        "c900"  # two-bit vector: 00 missing, 10 large, 01 small, 00...
        "04 08 fffc 01"  # +1 ms, +2 ms, -1 ms, +0.25 ms
    )

    feedback = decode_transport_feedback(body)

    assert (feedback.base_sequence_number, feedback.feedback_count) == (5, 7)
    assert feedback.arrivals_us == (129_000, 131_000, None, 130_000, 130_250)


def test_a_one_bit_vector_holds_14_packets() -> None:
    """1 is a small delta, 0 a missing packet; symbols past the count are filling."""
    body = bytes.fromhex("ffff 000a 000000 00" + "bfff") + bytes([4] * 10)

    arrivals = decode_transport_feedback(body).arrivals_us

    assert arrivals == tuple(1000 * place for place in range(1, 11))


arrivals_lists = st.lists(st.one_of(st.none(), st.integers(-8000, 30_000)), max_size=300)


@given(arrivals_lists, st.integers(0, 0xFFFF), st.integers(0, 2**24 - 2))
def test_what_a_receiver_writes_is_what_is_read(steps: list[int | None], base: int, reference: int) -> None:
    """Any pattern of arrivals, with deltas forward and back, over every kind of chunk."""
    clock = reference * 256
    arrivals: list[int | None] = []
    for step in steps:
        clock += step or 0
        arrivals.append(None if step is None else clock * 250)

    feedback = decode_transport_feedback(feedback_body(base, arrivals, reference=reference))

    assert feedback.arrivals_us == tuple(arrivals)
    assert feedback.base_sequence_number == base


@given(st.lists(st.integers(0, 100), min_size=1, max_size=60), st.data())
def test_a_cut_off_feedback_is_an_error(steps: list[int], data: st.DataObject) -> None:
    """Missing deltas or chunks never become arrivals."""
    body = feedback_body(1, [1000 * (place + 1) for place, _ in enumerate(steps)])
    size = data.draw(st.integers(0, len(body) - 1))

    with pytest.raises(RtcpError):
        decode_transport_feedback(body[:size])


@given(st.binary(max_size=100))
def test_garbage_never_escapes_as_another_error(garbage: bytes) -> None:
    """At most 65535 packets come out of any bytes."""
    try:
        feedback = decode_transport_feedback(garbage)
    except RtcpError:
        return
    assert len(feedback.arrivals_us) <= 0xFFFF
