"""Where an incident's alerts were raised: the cameras and the place that detectors named."""

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

# A detector that rings along a corridor: what is older than this is where it was, not where it is.
MAX_CAMERAS = 16


class AlertPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A room or a point, in degrees of WGS84. Without a level it is outside.

    `building_id` is the level's; None on the grounds and outside. `name` is the room's; empty for a point.
    """

    longitude: float
    latitude: float
    name: str = ""
    level_id: str | None = None
    building_id: str | None = None


class Alerted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the alerts of one incident named, the last named first."""

    camera_ids: tuple[str, ...] = ()
    place: AlertPlace | None = None

    def __bool__(self) -> bool:
        return bool(self.camera_ids) or self.place is not None


NOWHERE = Alerted()


def and_then(before: Alerted, newer: Alerted) -> Alerted:
    """Both, where a later alert goes on: its cameras come first, its place is the place."""
    camera_ids = tuple(dict.fromkeys((*newer.camera_ids, *before.camera_ids)))[:MAX_CAMERAS]
    return Alerted(camera_ids=camera_ids, place=newer.place or before.place)


def told_to(alerted: Alerted, building_ids: Collection[str], camera_ids: Collection[str]) -> Alerted:
    """What of it somebody learns who may see these buildings and cameras; outside is everybody's."""
    place = alerted.place
    if place is not None and place.building_id is not None and place.building_id not in building_ids:
        place = None
    return replace(
        alerted, camera_ids=tuple(it for it in alerted.camera_ids if it in camera_ids), place=place
    )


def first(alerted: Alerted, camera_ids: Collection[str]) -> list[str]:
    """These cameras with the alerted ones in front; nothing is added, and the rest keeps its order."""
    return [*(it for it in dict.fromkeys(alerted.camera_ids) if it in camera_ids)] + [
        it for it in camera_ids if it not in alerted.camera_ids
    ]


def describe(alerted: Alerted) -> str:
    """One phrase for the record: `at 107 Lab; camera main-lobby`."""
    named = [] if alerted.place is None else [f"at {_place(alerted.place)}"]
    if alerted.camera_ids:
        named.append(f"camera {', '.join(alerted.camera_ids)}")
    return "; ".join(named)


def _place(place: AlertPlace) -> str:
    return place.name or f"{place.latitude:.6f}, {place.longitude:.6f}, {place.level_id or 'outside'}"
