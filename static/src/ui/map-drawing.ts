/** Keeps the map in step with the viewer: layers of the level, states of cameras, the focused one, the marked spot. */

import { type ReadonlySignal, untracked, useSignalEffect } from "@preact/signals";
import { budget } from "../live/budget";
import type { TileState } from "../live/tile";
import type { CampusMap, MapCamera } from "../map/campus-map";
import { whereaboutsLayer } from "../map/circle";
import { cornersOf } from "../map/layers";
import type { MapMarker } from "../map/marker-layer";
import { routeLayer } from "../map/route-layer";
import { failureFrom } from "../wire/http";
import type { BuildingView, CameraView, LevelView, MarkerView } from "../wire/types";
import { authorText, markerAge, markerPlace, markerTitle } from "./marker-words";
import { useServerNow } from "./server-now";
import type { ViewerState } from "./viewer-state";

/** Of a note, on a map that shows the whole building. */
const NOTE_SHOWN_LETTERS = 24;

/** Ages are told in minutes. */
const AGES_EVERY_MS = 10_000;

/**
 * Draws on `map` as soon as there is one, and again whenever what it shows has changed. A layer that is refused
 * leaves its part of the map empty; on a weak link it comes late.
 */
export function useMapDrawing(state: ViewerState, map: ReadonlySignal<CampusMap | null>): void {
  const nowMs = useServerNow(state.viewing.clock, AGES_EVERY_MS);
  useSignalEffect(() => {
    // The same under every map.
    const { basemap } = untracked(() => state.viewing.view);
    if (basemap != null) void map.value?.drawBasemap(basemap);
  });
  useSignalEffect(() => {
    if (map.value !== null) drawGround(state, map.value).catch(failureFrom);
  });
  useSignalEffect(() => {
    const levelIds = levelsAt(state, state.ordinal.value);
    if (map.value !== null) drawInside(state, map.value, levelIds).catch(failureFrom);
  });
  useSignalEffect(() => {
    void map.value?.drawCameras(camerasOf(state));
  });
  useSignalEffect(() => {
    void map.value?.drawMarkers(markersOf(state, nowMs.value));
  });
  useSignalEffect(() => {
    map.value?.save(budget.value.dataSaver);
  });
  useSignalEffect(() => {
    const panel = state.panel.value;
    const marker = panel?.type === "marker" ? untracked(() => state.marker(panel.markerId)) : null;
    if (marker !== null) void map.value?.goTo(marker);
  });
  useSignalEffect(() => {
    void map.value?.focus(state.camera(state.focused.value));
  });
  useSignalEffect(() => {
    const panel = state.panel.value;
    const isSpot = panel?.type === "spot";
    void map.value?.mark(isSpot ? panel.spot : null, isSpot && panel.place !== null);
  });
  useSignalEffect(() => {
    const layer = routeLayer(state.route.value, levelsAt(state, state.ordinal.value));
    void map.value?.draw("route", layer);
  });
  useSignalEffect(() => {
    const turns = state.route.value?.legs.flatMap(({ path }) => path) ?? [];
    void map.value?.fit(turns.map(([longitude = 0, latitude = 0]) => [longitude, latitude] as const));
  });
  useSignalEffect(() => {
    void map.value?.draw("me", whereaboutsLayer(state.me.whereabouts.value));
  });
}

async function drawGround(state: ViewerState, map: CampusMap): Promise<void> {
  const buildingIds = state.viewing.view.buildings.map((building) => building.building_id);
  const [outline, outdoor] = await Promise.all([state.layers.outline(), state.layers.outdoor(buildingIds)]);
  await map.draw("outline", outline);
  await map.draw("outdoor", outdoor);
  await map.place(cornersOf(outline, "building", buildingIds));
}

async function drawInside(state: ViewerState, map: CampusMap, levelIds: readonly string[]): Promise<void> {
  const layer = await state.layers.inside(levelIds);
  // The officer may have gone on to another level meanwhile.
  if (levelIds.join() === levelsAt(state, state.ordinal.peek()).join()) await map.draw("inside", layer);
}

/** Cameras of the level on the map, and those outside, which belong to none. */
function camerasOf(state: ViewerState): MapCamera[] {
  const levelIds = levelsAt(state, state.ordinal.value);
  const focused = state.focused.value;
  const attention = state.viewing.attention.value;
  const isShown = ({ level_id }: CameraView) => level_id === null || levelIds.includes(level_id);
  return state.cameras.filter(isShown).map((camera) => ({
    camera,
    symbol: symbolOf(state.viewing.pictures.stateOf(camera.camera_id).value),
    isFocused: camera.camera_id === focused,
    watchedBy: [...new Set(attention.get(camera.camera_id))].join(", "),
  }));
}

/** Those of the level on the map and outside as they are, those of other levels with its name. */
function markersOf(state: ViewerState, nowMs: number): MapMarker[] {
  const levelIds = levelsAt(state, state.ordinal.value);
  return state.viewing.markers.value.map((marker) => {
    const isHere = marker.level_id === null || levelIds.includes(marker.level_id);
    const ageMs = Math.max(0, nowMs - marker.placed_at_ms);
    return mapMarker(marker, state.viewing.view.buildings, isHere, ageMs);
  });
}

/** With its words; `isHere` where it lies on the level that is shown, or outside. */
export function mapMarker(
  marker: MarkerView,
  buildings: readonly BuildingView[],
  isHere: boolean,
  ageMs: number,
): MapMarker {
  const { marker_id: id, kind, longitude, latitude, note } = marker;
  const place = isHere ? [] : [markerPlace(marker, buildings)];
  const words = kind === "note" || note === "" ? [] : [note];
  const title = kind === "note" ? shortened(markerTitle(marker)) : markerTitle(marker);
  const whose = `${authorText(marker)} · ${markerAge(ageMs)}`;
  const label = [markerTitle(marker), ...words, ...place, whose].join("\n");
  const shortLabel = [title, ...place, whose].join("\n");
  return { id, kind, longitude, latitude, label, shortLabel, ageMs, isHere };
}

const shortened = (text: string): string =>
  text.length > NOTE_SHOWN_LETTERS ? `${text.slice(0, NOTE_SHOWN_LETTERS - 1).trimEnd()}…` : text;

const allLevels = (state: ViewerState): LevelView[] =>
  state.viewing.view.buildings.flatMap((building) => building.levels);

const levelsAt = (state: ViewerState, ordinal: number): string[] =>
  allLevels(state)
    .filter((level) => level.ordinal === ordinal)
    .map((level) => level.level_id);

function symbolOf(state: TileState): MapCamera["symbol"] {
  if (state === "live" || state === "delayed") return "live";
  return state === "offline" || state === "stale" ? "offline" : "ready";
}
