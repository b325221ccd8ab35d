"""What a survey gave, in short, and the real maps that it is tried on."""

from collections import Counter
from pathlib import Path

import pytest

from gis.campus import Campus
from gis.finding import Finding

GISDATA = Path(__file__).parents[3] / "shared" / "gisdata"
"""Real maps that this project may test with but not carry."""

needs_gisdata = pytest.mark.skipif(not GISDATA.is_dir(), reason=f"real maps are absent: {GISDATA}")


def counts_of(campus: Campus | None) -> tuple[int, int, int, int, int] | None:
    """Buildings, levels, units, openings, amenities."""
    if campus is None:
        return None
    return (
        len(campus.buildings),
        len(campus.levels),
        len(campus.units),
        len(campus.openings),
        len(campus.amenities),
    )


def rules_of(findings: tuple[Finding, ...]) -> dict[str, int]:
    """How often each rule was the reason, by severity."""
    return dict(Counter(f"{it.severity} {it.rule}" for it in findings))
