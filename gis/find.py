"""Finds places by what people say: rooms, cameras, doors, stairwells; typing errors are forgiven."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator

import shapely
from msgspec import Struct

from gis.campus import Amenity, Camera, Campus, Opening, Unit
from gis.title import door_title, unit_title

# What two words must share to be one typed wrong (difflib's ratio): "libary" is 0.92 of "library".
_ALIKE = 0.78
# Shorter words differ by one letter and mean something else: "101" is not "102".
_SHORTEST_TYPO = 4
_MOST_LETTERS = 100

# What people say for what maps say.
_SYNONYMS = {
    "bathroom": "restroom",
    "defibrillator": "aed",
    "entrance": "door",
    "exit": "door",
    "lavatory": "restroom",
    "lift": "elevator",
    "staircase": "stairwell",
    "stairs": "stairwell",
    "toilet": "restroom",
    "washroom": "restroom",
}


class Place(Struct, frozen=True, kw_only=True):
    """Something on the campus that can be found."""

    kind: str
    """`unit`, `camera`, `opening` or `amenity`."""
    place_id: str
    title: str
    building_id: str | None
    level_id: str | None
    longitude: float
    latitude: float


class Finder:
    """All places of a campus, ready to be searched."""

    def __init__(self, campus: Campus) -> None:
        self._entries = [_Entry(place, phrases) for place, phrases in _places(campus)]
        self._vocabulary = sorted({word for entry in self._entries for word in entry.words})

    def find(
        self, query: str, *, building_ids: Collection[str] | None = None, limit: int = 10
    ) -> tuple[Place, ...]:
        """The best matches, best first. With `building_ids`, only places there and on the grounds."""
        words = _words(query[:_MOST_LETTERS])
        if not words:
            return ()
        typed = {word: self._alike(word) for word in words}
        scored = (
            (entry.score(words, typed), entry.place)
            for entry in self._entries
            if building_ids is None or entry.place.building_id in (None, *building_ids)
        )
        found = sorted((-score, place.title, place.place_id, place) for score, place in scored if score > 0)
        return tuple(place for *_, place in found[:limit])

    def _alike(self, word: str) -> dict[str, float]:
        """Words of the campus that this one may be, with how sure that is."""
        alike = {it: 0.9 for it in self._vocabulary if it.startswith(word)}
        if len(word) >= _SHORTEST_TYPO and not word.isdigit():
            for it in difflib.get_close_matches(word, self._vocabulary, n=8, cutoff=_ALIKE):
                alike.setdefault(it, 0.6 * difflib.SequenceMatcher(None, word, it).ratio())
        return alike | ({word: 1.0} if word in alike else {})


def opening_place(campus: Campus, opening: Opening) -> Place:
    """A door as a place to start from or to be told of."""
    building_id = campus.level_by_id[opening.level_id].building_id
    title = door_title(opening) or "Door"
    return _place("opening", opening.opening_id, title, building_id, opening.level_id, opening.geometry)


class _Entry:
    """A place and the phrases that it is known by, the most telling first."""

    def __init__(self, place: Place, phrases: Iterable[str]) -> None:
        self.place = place
        self._phrases = ["".join(_words(phrase)) for phrase in phrases if phrase]
        self.words = {word for phrase in phrases for word in _words(phrase)}

    def score(self, words: list[str], typed: dict[str, dict[str, float]]) -> float:
        """0 when a word of the query is nowhere in the entry; a whole phrase counts most."""
        together = "".join(words)
        for rank, phrase in enumerate(self._phrases):
            if phrase == together:
                return 10.0 - rank / 10
        if any(phrase.startswith(together) for phrase in self._phrases):
            return 5.0
        sure = [max((typed[word].get(it, 0.0) for it in self.words), default=0.0) for word in words]
        if min(sure) > 0:
            return sum(sure) / len(sure) + len(words) / (10 * len(self.words))
        return 0.4 if len(together) >= _SHORTEST_TYPO and any(together in it for it in self._phrases) else 0.0


def _words(text: str) -> list[str]:
    """Lower-case words and numbers, synonyms made one: `Gym (East) EXIT` -> gym, east, door."""
    return [_SYNONYMS.get(word, word) for word in re.findall(r"[^\W_]+", text.casefold())]


def _places(campus: Campus) -> Iterator[tuple[Place, list[str]]]:
    names = {it.building_id: it.name for it in campus.buildings}
    for unit in campus.units:
        building_id = campus.level_by_id[unit.level_id].building_id
        yield _unit(unit, building_id), _unit_phrases(unit, names.get(building_id or "", ""))
    for camera in campus.cameras:
        yield _camera(camera), [camera.name, camera.camera_id, f"camera {camera.name}"]
    for opening in campus.openings:
        if opening.number or opening.name:
            place = opening_place(campus, opening)
            yield place, _opening_phrases(opening, names.get(place.building_id or "", ""))
    for amenity in campus.amenities:
        words = amenity.equipment.replace("-", " ")
        yield _amenity(amenity), [amenity.name or words, words, amenity.category]


def _unit_phrases(unit: Unit, building: str) -> list[str]:
    numbered = [f"room {unit.number}", f"{unit.number} {building}"] if unit.number else []
    stairwell = [f"stairwell {unit.number.lstrip('Ss')}"] if unit.category == "stairs" and unit.number else []
    return [unit.number, unit.name, *stairwell, *numbered, f"{unit.name} {unit.category.replace('.', ' ')}"]


def _opening_phrases(opening: Opening, building: str) -> list[str]:
    numbered = [f"door {opening.number}", f"door {opening.number} {building}"] if opening.number else []
    return [opening.name, *numbered]


def _unit(unit: Unit, building_id: str | None) -> Place:
    return _place("unit", unit.unit_id, unit_title(unit), building_id, unit.level_id, unit.geometry)


def _camera(camera: Camera) -> Place:
    return _place(
        "camera", camera.camera_id, camera.name, camera.building_id, camera.level_id, camera.position
    )


def _amenity(amenity: Amenity) -> Place:
    name = amenity.name or amenity.equipment or amenity.category
    return _place(
        "amenity", amenity.amenity_id, name, amenity.building_id, amenity.level_id, amenity.geometry
    )


def _place(
    kind: str,
    place_id: str,
    name: str,
    building_id: str | None,
    level_id: str | None,
    geometry: shapely.Geometry,
) -> Place:
    point = shapely.point_on_surface(geometry)
    return Place(
        kind=kind,
        place_id=place_id,
        title=name,
        building_id=building_id,
        level_id=level_id,
        longitude=float(shapely.get_x(point)),
        latitude=float(shapely.get_y(point)),
    )
