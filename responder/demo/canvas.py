"""Draws flat shapes straight into a yuv420p picture, which spares converting every frame from RGB."""

from collections.abc import Sequence
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from responder.demo.perspective import Colour, Pixel

# A yuv420p picture as one array: height x 3/2 rows of luma, then chroma.
Planes = NDArray[Any]


class Canvas:
    """A picture that starts as a copy of a backdrop; has the two methods of ImageDraw that actors need."""

    def __init__(self, backdrop: Sequence[Image.Image]) -> None:
        self._layers = [layer.copy() for layer in backdrop]
        self._drawers = [ImageDraw.Draw(layer) for layer in self._layers]

    def polygon(self, points: Sequence[Pixel], fill: Colour) -> None:
        """Fills a polygon; points in pixels of the whole picture."""
        for (step, level), draw in zip(_levels(fill), self._drawers, strict=True):
            draw.polygon([(x / step, y / step) for x, y in points], fill=level)

    def ellipse(self, box: tuple[float, float, float, float], fill: Colour) -> None:
        """Fills an ellipse; box = left, top, right, bottom."""
        for (step, level), draw in zip(_levels(fill), self._drawers, strict=True):
            draw.ellipse([edge / step for edge in box], fill=level)

    def paste(self, label: Image.Image, left: int, top: int) -> None:
        """Puts a grey picture on top; even offsets."""
        self._layers[0].paste(label, (left, top))
        for layer in self._layers[1:]:
            layer.paste(128, (left // 2, top // 2, (left + label.width) // 2, (top + label.height) // 2))

    def planes(self) -> Planes:
        """The finished picture."""
        luma, *chroma = (np.asarray(layer) for layer in self._layers)
        return np.concatenate([luma, *(plane.reshape(-1, luma.shape[1]) for plane in chroma)])


def layers_of(picture: Image.Image) -> list[Image.Image]:
    """Splits an RGB picture into luma and the two chroma planes of half the size."""
    frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
    planes = frame.reformat(format="yuv420p").to_ndarray()
    half = (picture.height // 2, picture.width // 2)
    luma, chroma = planes[: picture.height], planes[picture.height :].reshape(2, *half)
    return [Image.fromarray(plane) for plane in (luma, *chroma)]


def _levels(colour: Colour) -> tuple[tuple[int, int], ...]:
    """(subsampling, 8-bit level) of each plane: ITU-R BT.601, studio range."""
    red, green, blue = colour
    return (
        (1, 16 + (66 * red + 129 * green + 25 * blue) // 256),
        (2, 128 + (-38 * red - 74 * green + 112 * blue) // 256),
        (2, 128 + (112 * red - 94 * green - 18 * blue) // 256),
    )
