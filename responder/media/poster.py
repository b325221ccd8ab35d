"""A small still picture of a camera, made from its latest key frame."""

from msgspec import Struct


class Poster(Struct, frozen=True, kw_only=True):
    """`webp` is at most 15 KB at 320 px wide; `captured_at_s` is Unix time of the frame it shows."""

    webp: bytes
    captured_at_s: float
    width_px: int
    height_px: int
