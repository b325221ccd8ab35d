/** The map's place on the page, with the level picker; the map itself loads after the first live picture. */

import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { TileState } from "../live/tile";
import type { Viewing } from "../live/watch";
import type { CampusMap, MapCamera } from "../map/campus-map";
import { cornersOf, Layers } from "../map/layers";
import { Refused } from "../wire/http";
import type { CameraView, LevelView } from "../wire/types";
import { t } from "./strings";

/** When no live picture comes, the map comes anyway. */
const MAP_AT_LATEST_MS = 4_000;

interface Props {
  readonly viewing: Viewing;
  readonly focused: string | null;
  readonly ordinal: Signal<number>;
  readonly onFocus: (cameraId: string) => void;
}

interface Loaded {
  readonly map: CampusMap;
  readonly layers: Layers;
}

export function MapPane({ viewing, focused, ordinal, onFocus }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const loaded = useSignal<Loaded | null>(null);
  const note = useSignal(t.viewer.mapLoading);
  const focusedNow = useSignal(focused);
  focusedNow.value = focused;
  const { view, pictures } = viewing;
  const levels = useMemo(() => levelChoices(view.buildings.flatMap((building) => building.levels)), [view]);

  useEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    let map: CampusMap | null = null;
    let isGone = false;
    const load = async () => {
      const { CampusMap: Campus } = await import("../map/campus-map");
      if (isGone) return;
      map = new Campus(element, {
        tapped: onFocus,
        moved: (positions) => {
          element.dataset["cameras"] = JSON.stringify(positions);
        },
      });
      loaded.value = { map, layers: new Layers() };
      note.value = "";
    };
    const cancel = pictures.afterFirstPicture(MAP_AT_LATEST_MS, () => {
      load().catch((error: unknown) => {
        // No WebGL on this device, or the map's code could not be fetched: the wall shows every camera.
        note.value = t.viewer.mapFailed;
        if (!(error instanceof Error)) throw error;
      });
    });
    return () => {
      isGone = true;
      cancel();
      loaded.value = null;
      map?.destroy();
    };
  }, [pictures, onFocus, loaded, note]);

  useSignalEffect(() => {
    const now = loaded.value;
    if (now === null) return;
    const buildingIds = view.buildings.map((building) => building.building_id);
    drawGround(now, buildingIds).catch(onlyRefused);
  });

  useSignalEffect(() => {
    const now = loaded.value;
    const levelIds = levelsAt(
      view.buildings.flatMap((building) => building.levels),
      ordinal.value,
    );
    if (now === null) return;
    now.layers
      .inside(levelIds)
      .then((layer) => now.map.draw("inside", layer))
      .catch(onlyRefused);
  });

  useSignalEffect(() => {
    const now = loaded.value;
    const height = ordinal.value;
    const focusedId = focusedNow.value;
    const shown = view.cameras.filter((camera) => isAt(camera, viewing, height));
    const cameras: MapCamera[] = shown.map((camera) => ({
      camera,
      symbol: symbolOf(pictures.stateOf(camera.camera_id).value),
      isFocused: camera.camera_id === focusedId,
    }));
    void now?.map.drawCameras(cameras);
  });

  useSignalEffect(() => {
    const focusedId = focusedNow.value;
    const camera = view.cameras.find((each) => each.camera_id === focusedId) ?? null;
    void loaded.value?.map.focus(camera);
  });

  return (
    <section class="stage" aria-label={t.viewer.map}>
      <div class="map" ref={container} data-testid="map" />
      {note.value !== "" && <p class="map-note">{note.value}</p>}
      {levels.length > 1 && (
        <fieldset class="levels" aria-label={t.viewer.levels} data-testid="level-picker">
          {levels.map((level) => (
            <button
              type="button"
              key={level.ordinal}
              data-testid="level"
              data-ordinal={level.ordinal}
              aria-pressed={level.ordinal === ordinal.value}
              aria-label={level.name}
              onClick={() => {
                ordinal.value = level.ordinal;
              }}
            >
              {level.short_name}
            </button>
          ))}
        </fieldset>
      )}
    </section>
  );
}

async function drawGround({ map, layers }: Loaded, buildingIds: readonly string[]): Promise<void> {
  const outline = await layers.outline();
  await map.draw("outline", outline);
  await map.fit(cornersOf(outline, "building", buildingIds), false);
  await map.draw("outdoor", await layers.outdoor(buildingIds));
}

/** A layer that does not come leaves its part of the map empty; anything else is a fault of this program. */
function onlyRefused(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
}

/** One choice per height, from the ground up. */
function levelChoices(levels: readonly LevelView[]): LevelView[] {
  const byOrdinal = new Map(levels.map((level) => [level.ordinal, level]));
  return [...byOrdinal.values()].sort((one, other) => one.ordinal - other.ordinal);
}

const levelsAt = (levels: readonly LevelView[], ordinal: number): string[] =>
  levels.filter((level) => level.ordinal === ordinal).map((level) => level.level_id);

/** Cameras of the level on the map, and those outside, which belong to none. */
function isAt(camera: CameraView, { view }: Viewing, ordinal: number): boolean {
  if (camera.level_id === null) return true;
  const levels = view.buildings.flatMap((building) => building.levels);
  return levels.find((level) => level.level_id === camera.level_id)?.ordinal === ordinal;
}

function symbolOf(state: TileState): MapCamera["symbol"] {
  if (state === "live" || state === "delayed") return "live";
  return state === "offline" || state === "stale" ? "offline" : "ready";
}
