"""What an IMDF feature says of itself, by type (OGC 20-094, "Feature Types"), and the camera extension."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from gis.categories import SCHOOL

Label = dict[str, str] | str
"""IMDF's label, `{"en": "Library"}`; a bare string is taken as the default language."""
# A corner as (x, y), in shares of the picture's width and height.
_Share = Annotated[float, Meta(ge=0, le=1)]
_Mask = Annotated[tuple[tuple[_Share, _Share], ...], Meta(min_length=3)]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]


class Properties(Struct, kw_only=True):
    """Members that nobody reads are left alone."""

    name: Label | None = None


class VenueProperties(Properties, kw_only=True):
    category: str = SCHOOL
    address_id: str | None = None


class AddressProperties(Properties, kw_only=True):
    address: str
    locality: str
    province: str | None = None
    country: str
    postal_code: str | None = None


class BuildingProperties(Properties, kw_only=True):
    category: str = "unspecified"
    slug: Slug | None = None


class FootprintProperties(Properties, kw_only=True):
    category: str = "ground"
    building_ids: list[str]


class LevelProperties(Properties, kw_only=True):
    ordinal: int
    category: str = "unspecified"
    outdoor: bool = False
    short_name: Label | None = None
    building_ids: list[str] | None = None
    slug: Slug | None = None


class UnitProperties(Properties, kw_only=True):
    category: str
    level_id: str
    number: str | None = None


class OpeningProperties(Properties, kw_only=True):
    category: str
    level_id: str
    number: str | None = None


class AmenityProperties(Properties, kw_only=True):
    category: str
    unit_ids: list[str] | None = None
    equipment: Slug | None = None
    correlation_id: str | None = None


class AnchorProperties(Properties, kw_only=True):
    unit_id: str | None = None


class OccupantProperties(Properties, kw_only=True):
    anchor_id: str | None = None


class CameraProperties(Properties, kw_only=True):
    camera_id: Slug | None = None
    building_id: str
    level_id: str | None = None
    unit_id: str | None = None
    azimuth_deg: Annotated[float, Meta(ge=0, lt=360)] | None = None
    fov_deg: Annotated[float, Meta(gt=0, le=360)] | None = None
    # A fixed camera that recognises anything beyond 500 m is not a school's.
    range_m: Annotated[float, Meta(gt=0, le=500)] | None = None
    height_m: Annotated[float, Meta(ge=0, le=100)] | None = None
    mount: Literal["wall", "ceiling", "pole"] | None = None
    verified_on: date | None = None
    privacy_masks: tuple[_Mask, ...] | None = None
