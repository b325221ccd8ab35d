"""A QR code for a page."""

import segno


def qr_svg(text: str) -> str:
    """SVG that grows with its place; correction M is still readable with a scratched screen."""
    return segno.make(text, error="m").svg_inline(omitsize=True)
