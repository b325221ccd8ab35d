"""A train has a place for every header, payload and trailer, and none for anything else."""

from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.train import lay_out


@given(
    payloads=st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=20).map(tuple),
    header_bytes=st.integers(0, 40),
    trailer_bytes=st.integers(0, 16),
)
def test_payloads_stand_between_their_headers_and_trailers(
    payloads: tuple[bytes, ...], header_bytes: int, trailer_bytes: int
) -> None:
    """Where the sizes say, with zeros around them."""
    train = lay_out(payloads, header_bytes, trailer_bytes)

    expected = b"".join(bytes(header_bytes) + payload + bytes(trailer_bytes) for payload in payloads)
    assert train.image == expected
    assert train.payload_bytes == sum(map(len, payloads))
    for place, size, sealed, payload in zip(
        train.places, train.sizes_bytes, train.sealed_sizes_bytes, payloads, strict=True
    ):
        assert train.image[place + header_bytes : place + size] == payload
        assert sealed == size + trailer_bytes
    assert train.places[-1] + train.sealed_sizes_bytes[-1] == len(train.image)


def test_viewers_with_equal_headers_share_a_train() -> None:
    """Sixty phones, one layout."""
    assert lay_out((b"one", b"two"), 20, 16) is lay_out((b"one", b"two"), 20, 16)
