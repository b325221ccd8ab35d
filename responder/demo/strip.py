"""A machine-readable strip along the top of a picture: which camera, which frame.

40 square cells side by side fill the width, so a cell is width/40 pixels wide and high: 8 px in a picture of
320 px. A bright cell is a 1. From left to right, most significant bit first:

    sync 0xB2 (8 bits) | camera number (8) | frame counter (16) | CRC-8 of camera and counter (8)

The CRC is CRC-8/SMBUS (polynomial 0x07, initial value 0). Reading takes the mean of each cell's inner half
and compares it with the middle between the sync pattern's bright and dark cells, so it holds after scaling
and compression.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

CELLS = 40
SYNC = 0xB2
COUNTER_LIMIT = 1 << 16
CAMERA_LIMIT = 1 << 8

# Studio range of BT.601 luma with a margin, so that compression overshoot is not clipped.
DARK, BRIGHT = 28, 220
# Below this difference of bright and dark sync cells the picture holds no strip: noise, or a black picture.
LEAST_CONTRAST = 60.0

_SYNC_BITS = np.unpackbits(np.array([SYNC], np.uint8)).astype(bool)

Luma = NDArray[np.uint8]


class StripReading(Struct, frozen=True, kw_only=True):
    """What a strip says. `counter` starts again after `COUNTER_LIMIT` frames, or with the camera's loop."""

    camera_number: int
    counter: int


def strip_height_px(width_px: int) -> int:
    """Height of the strip in a picture of this width."""
    return width_px // CELLS


def draw_strip(luma: Luma, camera_number: int, counter: int) -> None:
    """Draws into the top rows of an 8-bit luma plane (height x width), in place.

    Raises ValueError when a number does not fit its field.
    """
    if not (0 <= camera_number < CAMERA_LIMIT and 0 <= counter < COUNTER_LIMIT):
        raise ValueError(f"camera {camera_number} or counter {counter} does not fit the strip")
    message = bytes((SYNC, camera_number, counter >> 8, counter & 0xFF))
    bits = np.unpackbits(np.frombuffer(message + bytes((_crc8(message[1:]),)), np.uint8))
    width = luma.shape[1]
    cell_of_column = np.arange(width) * CELLS // width
    luma[: strip_height_px(width)] = np.where(bits[cell_of_column], BRIGHT, DARK)


def read_strip(luma: Luma) -> StripReading | None:
    """Reads the strip of a whole picture (height x width, 8-bit grey), None when there is none."""
    width = luma.shape[1]
    if width < CELLS * 2:
        return None
    levels = _cell_levels(luma, width / CELLS)
    bright, dark = levels[:8][_SYNC_BITS].mean(), levels[:8][~_SYNC_BITS].mean()
    if bright - dark < LEAST_CONTRAST:
        return None
    sync, camera_number, high, low, checksum = np.packbits(levels > (bright + dark) / 2).tolist()
    if sync != SYNC or checksum != _crc8(bytes((camera_number, high, low))):
        return None
    return StripReading(camera_number=camera_number, counter=high << 8 | low)


def _cell_levels(luma: Luma, cell_px: float) -> NDArray[np.float64]:
    """Mean of the inner half of each cell."""
    edges = (np.arange(CELLS)[:, None] + (0.25, 0.75)) * cell_px
    left, right = np.floor(edges[:, 0]).astype(int), np.ceil(edges[:, 1]).astype(int)
    rows = luma[int(cell_px * 0.25) : max(int(np.ceil(cell_px * 0.75)), 1)].mean(axis=0)
    return np.array([rows[start:end].mean() for start, end in zip(left, right, strict=True)])


def _crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1) ^ 0x107 if crc & 0x80 else crc << 1
    return crc
