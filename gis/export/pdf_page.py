"""Pages of vector graphics and Helvetica as PDF 1.7 (ISO 32000-1), for maps that print sharp at any size."""

import zlib
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Colour = tuple[float, float, float]
"""Red, green, blue, each 0 to 1."""

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (1, 1, 1)

# Adobe's metrics of Helvetica and Helvetica-Bold, characters 32 to 126, in thousandths of the font size.
# fmt: off
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778,
    722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278,
    278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778,
    722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333,
    278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)
# fmt: on
_WIDEST = 600
# A light wash over what lies below; pages have these two opacities.
_WASH = 0.25
# Bezier handles for a quarter circle.
_KAPPA = 0.5523


def text_width(text: str, size_pt: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in points; letters beyond ASCII count as wide ones."""
    widths = _BOLD if bold else _REGULAR
    units = sum(widths[ord(it) - 32] if 32 <= ord(it) <= 126 else _WIDEST for it in text)
    return units * size_pt / 1000


class Page:
    """One page; coordinates in points from the bottom left."""

    def __init__(self, width_pt: float, height_pt: float) -> None:
        self.width_pt = width_pt
        self.height_pt = height_pt
        self._operators: list[str] = ["1 j 1 J"]

    def polygon(
        self,
        rings: Iterable[Sequence[Point]],
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        width_pt: float = 0.5,
        wash: bool = False,
    ) -> None:
        """An area with holes; `wash` fills so that what lies below shines through."""
        path = " ".join(_path(ring) + " h" for ring in rings)
        paint = {(True, True): "B*", (True, False): "f*", (False, True): "S"}.get(
            (bool(fill), bool(stroke)), "n"
        )
        opacity = "/Wash gs" if wash else ""
        self._draw(f"{opacity} {_colours(fill, stroke)} {width_pt:.2f} w {path} {paint}")

    def line(self, points: Sequence[Point], colour: Colour = BLACK, width_pt: float = 0.5) -> None:
        self._draw(f"{_colours(None, colour)} {width_pt:.2f} w {_path(points)} S")

    def circle(self, centre: Point, radius_pt: float, *, fill: Colour, stroke: Colour | None = None) -> None:
        (x, y), r, k = centre, radius_pt, _KAPPA * radius_pt
        path = (
            f"{x + r:.2f} {y:.2f} m "
            f"{x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
            f"{x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} c "
            f"{x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
            f"{x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} c h"
        )
        self._draw(f"{_colours(fill, stroke)} 0.5 w {path} {'B' if stroke else 'f'}")

    def text(
        self,
        at: Point,
        text: str,
        size_pt: float,
        *,
        align: float = 0.0,
        bold: bool = False,
        colour: Colour = BLACK,
    ) -> None:
        """One line; `align` 0 starts at the point, 0.5 is centred on it, 1 ends there."""
        x = at[0] - align * text_width(text, size_pt, bold=bold)
        font = "/Bold" if bold else "/Regular"
        place = f"{font} {size_pt:.2f} Tf {x:.2f} {at[1]:.2f} Td"
        self._draw(f"{_colours(colour, None)} BT {place} {_string(text)} Tj ET")

    def content(self) -> bytes:
        return "\n".join(self._operators).encode("ascii")

    def _draw(self, operators: str) -> None:
        self._operators.append(f"q {operators} Q")


def document(pages: Sequence[Page], *, title: str) -> bytes:
    """The pages as one PDF file; the same pages give the same bytes."""
    objects: list[bytes] = []

    def add(body: str, stream: bytes | None = None) -> int:
        content = body.encode("ascii")
        if stream is not None:
            content += b"\nstream\n" + stream + b"\nendstream"
        objects.append(content)
        return len(objects)

    kids_at = len(pages) * 2 + 1
    kids = []
    for page in pages:
        stream = zlib.compress(page.content())
        body = add(f"<< /Length {len(stream)} /Filter /FlateDecode >>", stream)
        box = f"[0 0 {page.width_pt:.0f} {page.height_pt:.0f}]"
        kids.append(
            add(
                f"<< /Type /Page /Parent {kids_at} 0 R /MediaBox {box} /Contents {body} 0 R "
                f"/Resources {kids_at + 1} 0 R >>"
            )
        )
    references = " ".join(f"{it} 0 R" for it in kids)
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{references}] >>")
    fonts = f"/Regular {_font('Helvetica')} /Bold {_font('Helvetica-Bold')}"
    add(f"<< /Font << {fonts} >> /ExtGState << /Wash << /ca {_WASH} /CA 1 >> >> >>")
    catalog = add(f"<< /Type /Catalog /Pages {kids_at} 0 R >>")
    info = add(f"<< /Title {_string(title)} >>")
    return _file(objects, catalog, info)


def _file(objects: Sequence[bytes], catalog: int, info: int) -> bytes:
    """ISO 32000-1, 7.5: header, objects, cross-reference table, trailer."""
    content = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % it for it in offsets)
    trailer = f"<< /Size {len(objects) + 1} /Root {catalog} 0 R /Info {info} 0 R >>"
    content += f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii")
    return bytes(content)


def _font(name: str) -> str:
    """One of the 14 fonts that every reader has."""
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"


def _path(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.2f} {y:.2f} {'l' if index else 'm'}" for index, (x, y) in enumerate(points))


def _colours(fill: Colour | None, stroke: Colour | None) -> str:
    parts = []
    if fill is not None:
        parts.append("{:.3f} {:.3f} {:.3f} rg".format(*fill))
    if stroke is not None:
        parts.append("{:.3f} {:.3f} {:.3f} RG".format(*stroke))
    return " ".join(parts)


def _string(text: str) -> str:
    """A PDF string in hexadecimal; what Windows-1252 does not know becomes a question mark."""
    return "<" + text.encode("cp1252", "replace").hex() + ">"
