"""How the screens looked when somebody last looked at them, and whether they still do at a glance.

Pictures, their badges and clocks are hidden; what is left is compared in cells of eight CSS pixels, so that
other fonts and their edges pass, and a lost panel, a wrong colour or a broken layout does not. After a change
that is meant: `KEEP_LOOKS=1 pytest tests/e2e/test_looks.py`, look at every screen in full size in
`data/screenshots`, and commit `tests/e2e/looks`.
"""

import io
import os
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, ViewportSize

from load_tests.browser import COMMAND_POST, PHONE, SIDEWAYS, TERMINAL
from tests.e2e.conftest import SCREENSHOTS

LOOKS = Path(__file__).parent / "looks"
# A phone comes last: it is what the story goes on with.
SIZES: tuple[ViewportSize, ...] = (SIDEWAYS, TERMINAL, COMMAND_POST, PHONE)
CELL_PX = 8
# Of 255, in any of the three colours: a panel's ground is that much brighter than what lies behind it.
SAME_WITHIN = 20
# Of what is drawn: other fonts have other edges, and cameras on the map turn from ready to live.
DIFFERENT_CELLS = 0.1
TRIES = 6
SETTLING_MS = 500
# Enough for every screen, at half the bytes.
KEPT_COLOURS = 128
# A sheet that the page makes itself is no inline style.
HIDE_MOVING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .picture, .tile-name, .watermark, .badge, .focus-badge, .tile-others, .head-time,
    .qr, .link-url, .card .code-words, .form code, .placing-picture, .record-list time, .record-list strong,
    .camera-checks [data-state="started"] span, .detail-facts dd, .detail-state, .timeline time,
    .chain .entry-note {
      visibility: hidden;
    }
    .health .badge { visibility: visible; }
    .card .code-words, .chain .entry-note, .chain strong { height: 3lh; overflow: hidden; }
    * { animation: none !important; transition: none !important; caret-color: transparent; }
  `);
  document.adoptedStyleSheets = [sheet];
}"""

SHOW_AGAIN = "() => { document.adoptedStyleSheets = []; }"
# Two frames after a map was made larger or smaller, it has begun to follow.
RESTS = """async (to) => {
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const part = to === "" ? document.body : document.querySelector(`[data-testid="${to}"]`);
  if (to !== "") part?.scrollIntoView({ block: "center" });
  return part !== null && document.querySelector('.map[data-drawn="false"]') === null;
}"""

# Red, green and blue as one number.
PACKED = np.array([1 << 16, 1 << 8, 1], np.int32)

Cells = NDArray[np.int16]


class Looks:
    """Compares screens with the kept ones, or keeps them."""

    def __init__(self, folder: str = "") -> None:
        self._folder = LOOKS / folder
        self._seen: dict[str, Cells] = {}
        self._changed: dict[str, float] = {}

    def each(self, page: Page, name: str, sizes: Sequence[ViewportSize] = SIZES, to: str = "") -> None:
        """In each of the sizes, with a part of the page that is far down brought into view."""
        for size in sizes:
            page.set_viewport_size(size)
            page.wait_for_function(RESTS, arg=to)
            self.at(page, f"{name}-{size['width']}x{size['height']}", to)

    def at(self, page: Page, name: str, to: str = "") -> None:
        """With the part `to` in view. A page that is still settling is looked at again."""
        page.evaluate(HIDE_MOVING)
        for _ in range(TRIES):
            if to != "":
                page.get_by_test_id(to).first.evaluate("it => it.scrollIntoView({ block: 'center' })")
            self._look(page, name)
            if name not in self._changed:
                break
            page.wait_for_timeout(SETTLING_MS)
        page.evaluate(SHOW_AGAIN)

    def _look(self, page: Page, name: str) -> None:
        shot = page.screenshot(scale="css", path=SCREENSHOTS / f"{name}.png")
        image = Image.open(io.BytesIO(shot)).convert("RGB")
        small = image.resize((image.width // CELL_PX, image.height // CELL_PX), Image.Resampling.BOX)
        path = self._folder / f"{name}.png"
        if os.environ.get("KEEP_LOOKS"):
            path.parent.mkdir(exist_ok=True)
            small.quantize(KEPT_COLOURS).save(path, optimize=True)
        self._seen[name] = _cells(small)
        with Image.open(path) as kept:
            difference = _difference(_cells(kept.convert("RGB")), self._seen[name])
        self._changed.pop(name, None)
        if difference > DIFFERENT_CELLS:
            self._changed[name] = round(difference, 3)

    def check(self) -> None:
        """Nothing has changed, and the comparison could have told."""
        assert self._changed == {}, self._changed
        for one, other in combinations(self._seen.values(), 2):
            assert one.shape != other.shape or _difference(one, other) > DIFFERENT_CELLS


def _cells(image: Image.Image) -> Cells:
    return np.asarray(image, np.int16)


def _difference(one: Cells, other: Cells) -> float:
    """Of the cells on which there is anything in either, the share that differs."""
    assert one.shape == other.shape
    drawn = _is_drawn(one) | _is_drawn(other)
    return float((np.abs(one - other).max(axis=2) > SAME_WITHIN).sum() / drawn.sum())


def _is_drawn(cells: Cells) -> NDArray[np.bool_]:
    """Where it is told apart from the ground: the colour that most of the screen has."""
    _, first, counts = np.unique(cells @ PACKED, return_index=True, return_counts=True)
    ground = cells.reshape(-1, 3)[first[counts.argmax()]]
    drawn: NDArray[np.bool_] = np.abs(cells - ground).max(axis=2) > SAME_WITHIN
    return drawn
