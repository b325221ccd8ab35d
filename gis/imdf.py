"""Reads an IMDF 1.0.0 folder or zip with its `camera.geojson` into a Campus."""

from pathlib import Path

from gis.campus import Campus
from gis.finding import Finding


def read_campus(path: Path) -> Campus:
    """The campus in an IMDF folder or zip archive.

    Raises SurveyError(file, feature, reason) for the first error found.
    """
    raise NotImplementedError


def check_campus(path: Path) -> tuple[Campus | None, tuple[Finding, ...]]:
    """The campus, or None when it cannot be used, and everything there is to say about it."""
    raise NotImplementedError
