/** The map's place on the page, with the level picker; the map itself loads after the first live pictures. */

import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { CampusMap } from "../map/campus-map";
import { PositionIcon } from "./icons";
import { useMapDrawing } from "./map-drawing";
import { t } from "./strings";
import type { ViewerState } from "./viewer-state";

/** The map is fifteen times as large as everything before it: the other slots' first pictures come first. */
const PICTURES_FIRST_MS = 800;

/** When no live picture comes, the map comes anyway. */
const MAP_AT_LATEST_MS = 4_000;

interface MapOnPage {
  readonly map: ReadonlySignal<CampusMap | null>;
  readonly hasFailed: ReadonlySignal<boolean>;
}

export function MapPane({ state }: { state: ViewerState }) {
  const container = useRef<HTMLDivElement>(null);
  const { map, hasFailed } = useCampusMap(state, container);
  useMapDrawing(state, map);
  const attribution = state.viewing.view.basemap?.attribution ?? "";
  return (
    <section class="stage" aria-label={t.viewer.map}>
      <div class="map" ref={container} data-testid="map" />
      {map.value === null && <p class="map-note">{hasFailed.value ? t.viewer.mapFailed : t.viewer.mapLoading}</p>}
      {attribution !== "" && <p class="map-attribution">{attribution}</p>}
      {state.levels.length > 1 && <Levels state={state} />}
      {map.value !== null && <WhereAmI state={state} />}
    </section>
  );
}

function useCampusMap(state: ViewerState, container: RefObject<HTMLDivElement | null>): MapOnPage {
  const map = useSignal<CampusMap | null>(null);
  const hasFailed = useSignal(false);
  useEffect(() => {
    let isGone = false;
    const load = async () => {
      const { CampusMap: Campus } = await import("../map/campus-map");
      if (isGone || container.current === null) return;
      map.value = new Campus(container.current, eventsOf(state, container.current));
    };
    const onFailed = (error: unknown) => {
      // No WebGL on this device, or the map's code could not be fetched: the wall shows every camera.
      hasFailed.value = true;
      if (!(error instanceof Error)) throw error;
    };
    // Without a network the map is all there is.
    const atLatestMs = state.viewing.rememberedAtMs === null ? MAP_AT_LATEST_MS : 0;
    const cancel = state.viewing.pictures.afterFirstPictures(PICTURES_FIRST_MS, atLatestMs, () => {
      load().catch(onFailed);
    });
    return () => {
      isGone = true;
      cancel();
      map.value?.destroy();
      map.value = null;
    };
  }, [state, container, map, hasFailed]);
  return { map, hasFailed };
}

function eventsOf(state: ViewerState, element: HTMLElement): ConstructorParameters<typeof CampusMap>[1] {
  return {
    tapped: (cameraId) => state.focus(cameraId),
    held: (spot) => {
      state.panel.value = { type: "spot", spot, place: null };
    },
    markerTapped: (markerId) => {
      const marker = state.marker(markerId);
      if (marker !== null) state.openMarker(marker);
    },
    moved: (cameras, markers) => {
      element.dataset["cameras"] = JSON.stringify(cameras);
      element.dataset["markers"] = JSON.stringify(markers);
    },
  };
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
          aria-label={`${level.short_name}, ${level.name}`}
          onClick={() => state.showLevel(level.ordinal)}
        >
          {level.short_name}
        </button>
      ))}
    </fieldset>
  );
}

function WhereAmI({ state }: { state: ViewerState }) {
  const is = state.me.state.value;
  return (
    <div class="where">
      {(is === "asked" || is === "refused") && (
        <p class="where-note" role="status">
          {t.position[is]}
        </p>
      )}
      <button
        type="button"
        data-testid="my-position"
        data-state={is}
        aria-pressed={is === "on" || is === "asked"}
        aria-label={t.position.show}
        onClick={() => state.me.toggle()}
      >
        <PositionIcon />
      </button>
    </div>
  );
}
