"""What a browser is told of places, cameras, links and incidents."""

from collections import Counter
from collections.abc import Iterable

from gis.campus import Building, Camera, Campus
from gis.place_order import in_place_order
from responder.access import link as link_core
from responder.access.alerted import Alerted
from responder.access.device import Device
from responder.access.incident import Incident, IncidentKind
from responder.access.link import Link
from responder.live.cameras import LiveCameras
from responder.live.messages import MarkerView
from responder.live.sessions import LiveSessions
from responder.web.wire import (
    BuildingView,
    CameraView,
    DeviceView,
    IncidentView,
    LevelView,
    LinkView,
    OfficerView,
    OwnerView,
)
from responder.web.wire_alerts import AlertPlaceView, AlertView


def to_ms(at_s: float) -> int:
    """Unix seconds as the whole milliseconds of the wire, as live sessions count them."""
    return int(at_s * 1000)


def camera_view(camera: Camera, cameras: LiveCameras) -> CameraView:
    return CameraView(
        camera_id=camera.camera_id,
        name=camera.name,
        building_id=camera.building_id,
        level_id=camera.level_id,
        longitude=camera.longitude,
        latitude=camera.latitude,
        azimuth_deg=camera.azimuth_deg,
        fov_deg=camera.fov_deg,
        range_m=camera.range_m,
        status=cameras.status(camera.camera_id),
        is_entrance=cameras.is_entrance(camera.camera_id),
    )


def camera_views(campus: Campus, building_ids: Iterable[str], cameras: LiveCameras) -> list[CameraView]:
    """The cameras of these buildings, in the order in which every screen shows them."""
    return [camera_view(it, cameras) for it in in_place_order(campus, building_ids)]


def building_views(
    campus: Campus, building_ids: Iterable[str], cameras: Iterable[CameraView]
) -> list[BuildingView]:
    """These buildings with as many cameras as are told, those that the campus does not have left out."""
    counts = Counter(camera.building_id for camera in cameras)
    known = (campus.building_by_id.get(building_id) for building_id in building_ids)
    return [_building_view(campus, it, counts[it.building_id]) for it in known if it is not None]


def _building_view(campus: Campus, building: Building, camera_count: int) -> BuildingView:
    levels = [
        LevelView(level_id=it.level_id, name=it.name, short_name=it.short_name, ordinal=it.ordinal)
        for it in campus.levels_of(building.building_id)
    ]
    return BuildingView(
        building_id=building.building_id,
        name=building.name,
        levels=levels,
        camera_count=camera_count,
    )


def link_view(
    link: Link,
    incident: Incident,
    devices: Iterable[Device],
    waiting: Iterable[Device],
    live: LiveSessions,
    now_s: float,
) -> LinkView:
    return LinkView(
        link_id=link.link_id,
        agency=link.agency,
        state=link_core.state(link, incident, now_s),
        issued_by=link.issued_by,
        issued_at_ms=to_ms(link.issued_at_s),
        expires_at_ms=to_ms(link.expires_at_s),
        device_limit=link.device_limit,
        devices=[_device_view(device, link, live) for device in devices],
        waiting=[_device_view(device, link, live) for device in waiting],
        officers=_officers(link, live),
        has_pin=link.pin_hmac is not None,
        parent_link_id=link.parent_link_id,
        begins_at_ms=None if link.begins_at_s is None else to_ms(link.begins_at_s),
        approved_by=link.approved_by,
        camera_groups=None if link.camera_groups is None else list(link.camera_groups),
    )


def _officers(link: Link, live: LiveSessions) -> list[OfficerView]:
    """Who watches through the link by name, each once."""
    watching: dict[str, set[str]] = {}
    for session in live:
        if session.permit.link_id == link.link_id and session.permit.username is not None:
            watching.setdefault(session.permit.username, set()).update(session.watching)
    return [OfficerView(username=name, watching=sorted(it)) for name, it in sorted(watching.items())]


def _device_view(device: Device, link: Link, live: LiveSessions) -> DeviceView:
    return DeviceView(
        device_id=device.device_id,
        label=device.label,
        redeemed_at_ms=to_ms(device.redeemed_at_s),
        connected=live.connected(device.device_id),
        watching=live.watching(device.device_id),
        is_clear=device.device_id in link.cleared_device_ids,
    )


def owner_view(incident: Incident) -> OwnerView:
    return OwnerView(name=incident.owner.name, is_agency=incident.owner.is_agency)


def alert_view(alerted: Alerted) -> AlertView | None:
    """None where nothing was named."""
    if not alerted:
        return None
    place = alerted.place
    return AlertView(
        camera_ids=list(alerted.camera_ids),
        place=None
        if place is None
        else AlertPlaceView(
            name=place.name,
            longitude=place.longitude,
            latitude=place.latitude,
            level_id=place.level_id,
        ),
    )


def incident_view(incident: Incident, links: list[LinkView], markers: list[MarkerView]) -> IncidentView:
    return IncidentView(
        incident_id=incident.incident_id,
        building_ids=list(incident.building_ids),
        kind=incident.kind,
        reason=incident.reason,
        opened_by=incident.opened_by,
        opened_at_ms=to_ms(incident.opened_at_s),
        closed_at_ms=None if incident.closed_at_s is None else to_ms(incident.closed_at_s),
        links=links,
        is_drill=incident.kind is IncidentKind.DRILL,
        owner=owner_view(incident),
        closed_by=incident.closed_by,
        markers=markers,
    )
