/** The map's place on the page, with the level picker; the map itself loads after the first live pictures. */

import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { CampusMap } from "../map/campus-map";
import { PositionIcon } from "./icons";
import { type MapOnPage, useLazyMap } from "./lazy-map";
import { LevelButtons, levelChoice } from "./level-buttons";
import { mapCode } from "./map-code";
import { useMapDrawing } from "./map-drawing";
import { t } from "./strings";
import type { ViewerState } from "./viewer-state";

/** The map is fifteen times as large as everything before it: the other slots' first pictures come first. */
const PICTURES_FIRST_MS = 800;

/** When no live picture comes, the map comes anyway. */
const MAP_AT_LATEST_MS = 4_000;

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
      {state.levels.length > 1 && (
        <LevelButtons
          testId="level"
          choices={state.levels.map((level) =>
            levelChoice(level, level.ordinal === state.ordinal.value, () => state.showLevel(level.ordinal)),
          )}
        />
      )}
      {map.value !== null && <WhereAmI state={state} />}
    </section>
  );
}

function useCampusMap(state: ViewerState, container: RefObject<HTMLDivElement | null>): MapOnPage<CampusMap> {
  const load = async () => {
    const { CampusMap: Campus } = await mapCode();
    return (element: HTMLDivElement) => new Campus(element, eventsOf(state, element));
  };
  // Without a network the map is all there is.
  const atLatestMs = state.viewing.rememberedAtMs === null ? MAP_AT_LATEST_MS : 0;
  return useLazyMap(container, state, load, (start) =>
    state.viewing.pictures.afterFirstPictures(PICTURES_FIRST_MS, atLatestMs, start),
  );
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
