"""Defects that only the whole campus shows are warned of, by the feature that a person would look at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gis.finding import Severity
from gis.geojson import geometry_json
from gis.imdf import check_campus
from tests.gis.two_rooms import PROJECTION, Features, broken, two_rooms, uuid, write_archive


def _draw(feature_type: str, index: int, geometry: BaseGeometry) -> Callable[[Features], object]:
    drawn = geometry_json(PROJECTION.to_degrees(geometry))
    return lambda features: features[feature_type][index].update(geometry=drawn)


def _set(**properties: Any) -> Callable[[Features], object]:
    return lambda features: features["camera"][0]["properties"].update(properties)


def _outdoors_at(x: float, y: float) -> Callable[[Features], object]:
    def change(features: Features) -> None:
        _draw("camera", 0, shapely.Point(x, y))(features)
        features["camera"][0]["properties"].update(level_id=None, unit_id=None)

    return change


def test_two_rooms_are_sound(tmp_path: Path) -> None:
    """The campus that these tests break has nothing wrong with it."""
    assert check_campus(write_archive(tmp_path / "two", two_rooms()))[1] == ()


@pytest.mark.parametrize(
    ("change", "feature", "rule", "reason"),
    [
        (_draw("unit", 0, shapely.box(0, 3, 7, 9)), "101", "overlap", "(101) overlaps 102 Library by 6.0 m²"),
        (
            _draw("unit", 1, shapely.box(6, 3, 12, 10)),
            "Library",
            "inside-level",
            "(102 Library) lies 5.7 m² outside",
        ),
        (
            _draw("opening", 0, shapely.LineString([(2, 5), (3, 5)])),
            "door 101",
            "on-wall",
            "lies on no room's wall",
        ),
        (
            _draw("camera", 0, shapely.Point(14, 1.5)),
            "Hall east",
            "inside-level",
            "(Hall east) stands outside Ground floor of",
        ),
        (_outdoors_at(6, 6), "Hall east", "outdoor", "has no level but stands inside"),
        (_outdoors_at(90, 6), "Hall east", "inside-venue", "stands outside the campus"),
        (_set(azimuth_deg=None), "Hall east", "unsurveyed", "drawn as a point"),
        (_set(fov_deg=None), "Hall east", "unsurveyed", "drawn as a point"),
    ],
)
def test_a_warning_names_the_feature(
    tmp_path: Path, change: Callable[[Features], object], feature: str, rule: str, reason: str
) -> None:
    """One defect, one warning, and the campus stays usable."""
    campus, findings = check_campus(write_archive(tmp_path / "two", broken(change)))
    assert campus is not None
    assert [(it.feature, it.rule, it.severity) for it in findings] == [
        (uuid(feature), rule, Severity.WARNING)
    ]
    assert reason in findings[0].reason


def test_a_camera_on_a_level_of_another_building_is_warned_of(tmp_path: Path) -> None:
    """A link for one building must not depend on which of the two is right."""
    features = two_rooms()
    other = features["building"][0] | {
        "id": uuid("Annex"),
        "properties": {"name": {"en": "Annex"}, "slug": "annex"},
    }
    features["building"].append(other)
    features["footprint"][0]["properties"]["building_ids"].append(uuid("Annex"))
    features["camera"][0]["properties"]["building_id"] = uuid("Annex")
    _, findings = check_campus(write_archive(tmp_path / "two", features))
    assert [it.rule for it in findings] == ["same-building"]


@pytest.mark.parametrize(
    ("feature_type", "reason"),
    [
        ("venue", "has the category 'school', which IMDF has not"),
        ("unit", "(101) has the category 'school'"),
        ("opening", "has the category 'school'"),
    ],
)
def test_a_category_that_imdf_has_not_is_warned_of(tmp_path: Path, feature_type: str, reason: str) -> None:
    """Other readers of the archive would refuse it."""
    features = two_rooms()
    features[feature_type][0]["properties"]["category"] = "school"
    campus, findings = check_campus(write_archive(tmp_path / "two", features))
    assert campus is not None
    assert [it.rule for it in findings] == ["category"]
    assert reason in findings[0].reason
