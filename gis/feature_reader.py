"""Reads features of one type at a time: typed properties, fitting geometry, a finding for each flaw."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec
from shapely.geometry.base import BaseGeometry

from gis import properties as of
from gis.finding import Finding, Severity
from gis.geojson import Feature
from gis.repair import OutOfRangeError, Say, UnrepairableError, check_degrees

Surveyed = dict[str, Sequence[Feature]]
"""Features by IMDF feature type."""

P = TypeVar("P", bound=of.Properties)
G = TypeVar("G", bound=BaseGeometry)


class FeatureReader:
    """What is read of a survey, and in `findings` what is wrong with it.

    `name` prefixes the file names in findings; `language` chooses among a label's languages.
    """

    def __init__(self, name: str, surveyed: Surveyed, language: str) -> None:
        self.findings: list[Finding] = []
        self._name = name
        self._surveyed = surveyed
        self._language = language

    def read(
        self, feature_type: str, kind: type[P], fit: Callable[[BaseGeometry | None, Say], G]
    ) -> Iterator[tuple[Feature, G, P]]:
        """The usable features of a type, with their geometry fitted and their properties converted."""
        for feature, properties in self.read_properties(feature_type, kind):
            try:
                check_degrees(feature.geometry)
                geometry = fit(feature.geometry, self._repairs(feature_type, feature))
            except OutOfRangeError as error:
                self.say(feature_type, feature.place, "degrees", str(error))
            except UnrepairableError as error:
                self.say(feature_type, feature.place, "geometry", str(error))
            else:
                yield feature, geometry, properties

    def read_properties(self, feature_type: str, kind: type[P]) -> Iterator[tuple[Feature, P]]:
        """The features of a type whose properties are usable, whatever their geometry."""
        for feature in self._surveyed.get(feature_type, ()):
            try:
                yield feature, msgspec.convert(feature.properties, kind)
            except msgspec.ValidationError as error:
                self.say(feature_type, feature.place, "properties", f"has unusable properties: {error}")

    def check_references(
        self, feature_type: str, feature: Feature, member: str, ids: Iterable[str], known: Collection[str]
    ) -> None:
        """Finds an error in every id that refers to nothing."""
        for missing in (it for it in ids if it not in known):
            reason = f"has {member} {missing!r}, which is no usable feature of this archive"
            self.say(feature_type, feature.place, "reference", reason)

    def unique(self, feature_type: str, feature: Feature, slug: str, taken: Collection[str]) -> str:
        """The slug; finds an error when another feature has it."""
        if slug in taken:
            self.say(
                feature_type, feature.place, "unique-slug", f"has the id {slug!r}, which is already in use"
            )
        return slug

    def text(self, label: of.Label | None) -> str:
        """A label in the survey's language, else in the first that it has; empty when there is none."""
        if not label:
            return ""
        if isinstance(label, str):
            return label.strip()
        language = next((it for it in (self._language, self._language.split("-")[0]) if it in label), None)
        return (label[language] if language else next(iter(label.values()))).strip()

    def _repairs(self, feature_type: str, feature: Feature) -> Say:
        return lambda rule, reason: self.say(feature_type, feature.place, rule, reason, Severity.REPAIRED)

    def say(
        self, feature_type: str, place: str, rule: str, reason: str, severity: Severity = Severity.ERROR
    ) -> None:
        """Adds a finding about the feature at `place`."""
        file = f"{self._name}/{feature_type}.geojson"
        self.findings.append(Finding(file=file, feature=place, rule=rule, severity=severity, reason=reason))
