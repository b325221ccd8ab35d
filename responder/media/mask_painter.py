"""Paints over what a camera's privacy masks cover, before anything is encoded."""

from collections.abc import Sequence

import av
import numpy as np
from numpy.typing import NDArray

from gis.privacy_mask import PrivacyMask

# Grey: black could be taken for a dark corner of the scene. The same in studio-range luma and in RGB.
_LUMA, _NO_COLOUR = 64, 128
_GREY = 56
# From a mask to the middle of a pixel that is covered, too: 0.7 reaches every pixel that the mask touches,
# and one more those beside it, because scaling has mixed each pixel with its neighbours.
_REACH_PX = 1.8

# An edge of no length is a point.
_POINT_PX2 = 1e-12

Covered = NDArray[np.bool_]


class MaskPainter:
    """The masks of one camera, for pictures of any size."""

    def __init__(self, masks: Sequence[PrivacyMask]) -> None:
        self._masks = masks
        self._covered = self._covered_colours = np.zeros((0, 0), bool)

    def paint_frame(self, frame: av.VideoFrame) -> av.VideoFrame:
        """A painted copy of a yuv420p picture of even size: the decoder may still need the frame itself."""
        height_px, width_px = frame.height, frame.width
        planes = frame.to_ndarray()
        np.putmask(planes[:height_px], self.covered(width_px, height_px), _LUMA)
        for colours in planes[height_px:].reshape(2, height_px // 2, width_px // 2):
            np.putmask(colours, self._covered_colours, _NO_COLOUR)
        return av.VideoFrame.from_ndarray(planes, "yuv420p")

    def paint_rgb(self, picture: NDArray[np.uint8]) -> None:
        """Paints a picture (height x width x 3) in place."""
        height_px, width_px = picture.shape[:2]
        picture[self.covered(width_px, height_px)] = _GREY

    def covered(self, width_px: int, height_px: int) -> Covered:
        """Which pixels (height x width) are painted over: all that a mask touches, and those beside them."""
        if self._covered.shape != (height_px, width_px):
            drawn = [_drawn(mask, width_px, height_px) for mask in self._masks]
            self._covered = np.logical_or.reduce(drawn)
            self._covered_colours = _halved(self._covered)
        return self._covered


def _drawn(mask: PrivacyMask, width_px: int, height_px: int) -> Covered:
    """The pixels whose middles are inside, by the parity of the edges to their right, or near an edge."""
    x, y = np.arange(width_px)[np.newaxis, :] + 0.5, np.arange(height_px)[:, np.newaxis] + 0.5
    inside = np.zeros((height_px, width_px), bool)
    near = np.zeros_like(inside)
    corners = [(across * width_px, down * height_px) for across, down in mask]
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        dx, dy = x2 - x1, y2 - y1
        is_left = ((x - x1) * dy < (y - y1) * dx) == (dy > 0)
        inside ^= ((y1 > y) != (y2 > y)) & is_left
        along = np.clip(((x - x1) * dx + (y - y1) * dy) / max(dx * dx + dy * dy, _POINT_PX2), 0, 1)
        near |= np.hypot(x - x1 - along * dx, y - y1 - along * dy) <= _REACH_PX
    return inside | near


def _halved(covered: Covered) -> Covered:
    """A pixel of colour belongs to four of brightness: it is covered when one of them is."""
    height_px, width_px = covered.shape
    even = np.pad(covered, ((0, height_px % 2), (0, width_px % 2)))
    blocks = even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2)
    return np.asarray(blocks.any(axis=(1, 3)))
