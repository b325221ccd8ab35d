"""Whatever a mask touches is painted over, at every size, and the rest of the picture is left alone."""

import av
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.privacy_mask import PrivacyMask
from responder.media.mask_painter import MaskPainter

WINDOWS: PrivacyMask = ((0.25, 0.2), (0.75, 0.2), (0.75, 0.4), (0.25, 0.4))
GREY_LUMA, GREY = 64, 56
# Of a pixel's side: what a mask touches by less is rounding.
SLIVER_PX2 = 1e-6

shares = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
masks = (
    st.lists(st.tuples(shares, shares), min_size=3, max_size=5)
    .map(tuple)
    .filter(lambda mask: shapely.Polygon(mask).is_valid)
)
sizes = st.tuples(st.integers(1, 48), st.integers(1, 48))


@settings(max_examples=150, deadline=None)
@given(st.lists(masks, min_size=1, max_size=3), sizes)
def test_covers_what_a_mask_touches_and_little_more(shapes: list[PrivacyMask], size: tuple[int, int]) -> None:
    """Every pixel that a mask reaches into, and none that is three pixels away from all of them."""
    width_px, height_px = size
    covered = MaskPainter(shapes).covered(width_px, height_px)
    union = shapely.union_all(
        [shapely.Polygon([(x * width_px, y * height_px) for x, y in mask]) for mask in shapes]
    )
    rows, columns = np.mgrid[:height_px, :width_px]
    pixels = shapely.box(columns, rows, columns + 1, rows + 1)
    assert covered[shapely.area(shapely.intersection(pixels, union)) > SLIVER_PX2].all()
    assert not covered[~shapely.dwithin(pixels, union, 3)].any()


def noise(width_px: int, height_px: int) -> av.VideoFrame:
    """A picture in which no two pixels are alike."""
    planes = np.random.default_rng(1).integers(80, 200, (height_px * 3 // 2, width_px), np.uint8)
    return av.VideoFrame.from_ndarray(planes, "yuv420p")


def test_a_painted_frame_holds_no_masked_pixel() -> None:
    """Neither its brightness nor its colour; all else is as it was, and so is the frame that was given."""
    frame = noise(64, 40)
    before = frame.to_ndarray()
    painted = MaskPainter([WINDOWS]).paint_frame(frame).to_ndarray()
    assert np.array_equal(frame.to_ndarray(), before)
    assert (painted[8:16, 16:48] == GREY_LUMA).all()
    assert (painted[40:].reshape(2, 20, 32)[:, 4:8, 8:24] == 128).all()
    outside = np.ones((40, 64), bool)
    outside[6:18, 14:50] = False
    assert np.array_equal(painted[:40][outside], before[:40][outside])


def test_a_painted_still_holds_no_masked_pixel() -> None:
    """In place, in all three colours."""
    picture = np.full((40, 64, 3), 200, np.uint8)
    MaskPainter([WINDOWS]).paint_rgb(picture)
    assert (picture[8:16, 16:48] == GREY).all()
    assert (picture[20:] == 200).all()
