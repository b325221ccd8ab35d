"""A frame's packets one by one, as its stream writes them."""

from responder.delivery.rtp import RtpStream
from responder.delivery.slot import SlotFrame

# The largest frame that tests send.
_INTO = memoryview(bytearray(1 << 20))


def written(
    stream: RtpStream, slot_frame: SlotFrame, transport_number: int, start: int = 0, stop: int | None = None
) -> list[bytes]:
    """The packets of the payloads `start:stop`, without room between them."""
    train = stream.write(_INTO, slot_frame, transport_number, 0, start, stop)
    return [
        bytes(_INTO[place : place + size])
        for place, size in zip(train.places, train.sizes_bytes, strict=True)
    ]
