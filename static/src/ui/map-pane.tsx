/** The map's place on the page, with the level picker; the map itself loads after the first live picture. */

import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { TileState } from "../live/tile";
import type { CampusMap, MapCamera } from "../map/campus-map";
import { cornersOf } from "../map/layers";
import { Refused } from "../wire/http";
import type { CameraView, LevelView } from "../wire/types";
import { t } from "./strings";
import type { ViewerState } from "./viewer-state";

/** The map is fifteen times as large as everything before it: the other slots' first pictures come first. */
const PICTURES_FIRST_MS = 800;

/** When no live picture comes, the map comes anyway. */
const MAP_AT_LATEST_MS = 4_000;

export function MapPane({ state }: { state: ViewerState }) {
  const container = useRef<HTMLDivElement>(null);
  const map = useSignal<CampusMap | null>(null);
  const note = useSignal(t.viewer.mapLoading);
  const { view, pictures } = state.viewing;

  useEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    let isGone = false;
    const load = async () => {
      const { CampusMap: Campus } = await import("../map/campus-map");
      if (isGone) return;
      map.value = new Campus(element, {
        tapped: (cameraId) => state.focus(cameraId),
        held: (spot) => {
          state.panel.value = { type: "spot", spot, name: "" };
        },
        moved: (positions) => {
          element.dataset["cameras"] = JSON.stringify(positions);
        },
      });
      note.value = "";
    };
    const cancel = pictures.afterFirstPictures(PICTURES_FIRST_MS, MAP_AT_LATEST_MS, () => {
      load().catch((error: unknown) => {
        // No WebGL on this device, or the map's code could not be fetched: the wall shows every camera.
        note.value = t.viewer.mapFailed;
        if (!(error instanceof Error)) throw error;
      });
    });
    return () => {
      isGone = true;
      cancel();
      map.value?.destroy();
      map.value = null;
    };
  }, [state, pictures, map, note]);

  useSignalEffect(() => {
    if (map.value !== null) drawGround(state, map.value).catch(onlyRefused);
  });

  useSignalEffect(() => {
    const now = map.value;
    const levelIds = levelsAt(state, state.ordinal.value);
    if (now === null) return;
    state.layers
      .inside(levelIds)
      .then((layer) => now.draw("inside", layer))
      .catch(onlyRefused);
  });

  useSignalEffect(() => {
    const ordinal = state.ordinal.value;
    const focused = state.focused.value;
    const cameras: MapCamera[] = view.cameras
      .filter((camera) => isAt(state, camera, ordinal))
      .map((camera) => ({
        camera,
        symbol: symbolOf(pictures.stateOf(camera.camera_id).value),
        isFocused: camera.camera_id === focused,
      }));
    void map.value?.drawCameras(cameras);
  });

  useSignalEffect(() => {
    void map.value?.focus(state.camera(state.focused.value));
  });

  useSignalEffect(() => {
    const panel = state.panel.value;
    void map.value?.mark(panel?.type === "spot" ? panel.spot : null, panel?.type === "spot" && panel.name !== "");
  });

  return (
    <section class="stage" aria-label={t.viewer.map}>
      <div class="map" ref={container} data-testid="map" />
      {note.value !== "" && <p class="map-note">{note.value}</p>}
      {state.levels.length > 1 && <Levels state={state} />}
    </section>
  );
}

function Levels({ state }: { state: ViewerState }) {
  return (
    <fieldset class="levels" aria-label={t.viewer.levels} data-testid="level-picker">
      {state.levels.map((level) => (
        <button
          type="button"
          key={level.ordinal}
          data-testid="level"
          data-ordinal={level.ordinal}
          aria-pressed={level.ordinal === state.ordinal.value}
          aria-label={level.name}
          onClick={() => state.showLevel(level.ordinal)}
        >
          {level.short_name}
        </button>
      ))}
    </fieldset>
  );
}

async function drawGround(state: ViewerState, map: CampusMap): Promise<void> {
  const buildingIds = state.viewing.view.buildings.map((building) => building.building_id);
  const [outline, outdoor] = await Promise.all([state.layers.outline(), state.layers.outdoor(buildingIds)]);
  await map.draw("outline", outline);
  await map.draw("outdoor", outdoor);
  await map.fit(cornersOf(outline, "building", buildingIds));
}

/** A layer that does not come leaves its part of the map empty; anything else is a fault of this program. */
function onlyRefused(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
}

const allLevels = (state: ViewerState): LevelView[] =>
  state.viewing.view.buildings.flatMap((building) => building.levels);

const levelsAt = (state: ViewerState, ordinal: number): string[] =>
  allLevels(state)
    .filter((level) => level.ordinal === ordinal)
    .map((level) => level.level_id);

/** Cameras of the level on the map, and those outside, which belong to none. */
const isAt = (state: ViewerState, camera: CameraView, ordinal: number): boolean =>
  camera.level_id === null || levelsAt(state, ordinal).includes(camera.level_id);

function symbolOf(state: TileState): MapCamera["symbol"] {
  if (state === "live" || state === "delayed") return "live";
  return state === "offline" || state === "stale" ? "offline" : "ready";
}
