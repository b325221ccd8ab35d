/** The map of an incident: the responder's own, with what the district knows of it. */

import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { CampusMap } from "../../../map/campus-map";
import { cornersOf, Layers } from "../../../map/layers";
import { inIncident } from "../../../wire/caller";
import { failureFrom } from "../../../wire/http";
import type { BuildingView, IncidentView } from "../../../wire/types";
import { type MapOnPage, useLazyMap } from "../../lazy-map";
import { LevelButtons, levelChoice } from "../../level-buttons";
import { mapMarker } from "../../map-drawing";
import { t } from "../../strings";
import { levelChoices } from "../../viewer-state";
import type { Picked } from "./picked";
import { agenciesText, symbolOf, type WatchedCamera } from "./watched";

interface Props {
  readonly incident: IncidentView;
  readonly buildings: readonly BuildingView[];
  readonly cameras: readonly WatchedCamera[];
  readonly picked: Signal<Picked | null>;
  readonly serverTimeMs: number;
}

export function IncidentMapPane(props: Props) {
  const container = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const levels = levelChoices(props.buildings.flatMap((building) => building.levels));
  const ordinal = useSignal(0);
  const { map, hasFailed } = useCampusMap(container, latest);
  useGround(map, props.incident.incident_id, props.buildings, ordinal);
  useNews(map, props, ordinal);
  usePicked(map, props, ordinal);
  return (
    <section class="stage placing-stage" aria-label={t.viewer.map}>
      <div class="map" ref={container} data-testid="incident-map-canvas" data-ready={map.value !== null} />
      {map.value === null && <p class="map-note">{hasFailed.value ? t.viewer.mapFailed : t.viewer.mapLoading}</p>}
      {levels.length > 1 && (
        <LevelButtons
          testId="incident-map-level"
          choices={levels.map((level) =>
            levelChoice(level, level.ordinal === ordinal.value, () => {
              ordinal.value = level.ordinal;
            }),
          )}
        />
      )}
    </section>
  );
}

function useCampusMap(container: RefObject<HTMLDivElement | null>, latest: RefObject<Props>): MapOnPage<CampusMap> {
  return useLazyMap(container, latest, async () => {
    const { CampusMap: Campus } = await import("../../../map/campus-map");
    return (element) =>
      new Campus(element, {
        tapped: (cameraId) => pickCamera(latest.current, cameraId),
        markerTapped: () => {},
        held: (spot) => {
          if (latest.current !== null) latest.current.picked.value = { spot, camera: null };
        },
        moved: () => {},
      });
  });
}

function pickCamera(props: Props | null, cameraId: string): void {
  const camera = props?.cameras.find((each) => each.camera.camera_id === cameraId)?.camera;
  if (props === null || camera === undefined) return;
  const { longitude, latitude, level_id: levelId } = camera;
  props.picked.value = { spot: { longitude, latitude, levelId }, camera };
}

/** The layers of the level that is shown; a browser that holds a link as well asks as the member of staff. */
function useGround(
  map: ReadonlySignal<CampusMap | null>,
  incidentId: string,
  buildings: readonly BuildingView[],
  ordinal: ReadonlySignal<number>,
): void {
  const layers = useMemo(() => new Layers(inIncident(incidentId)), [incidentId]);
  const buildingIds = useMemo(() => buildings.map(({ building_id }) => building_id), [buildings.length]);
  useSignalEffect(() => {
    const shown = map.value;
    if (shown === null) return;
    const draw = async () => {
      const [outline, outdoor] = await Promise.all([layers.outline(), layers.outdoor(buildingIds)]);
      await shown.draw("outline", outline);
      await shown.draw("outdoor", outdoor);
      await shown.fit(cornersOf(outline, "building", buildingIds));
    };
    draw().catch(failureFrom);
  });
  useSignalEffect(() => {
    const [shown, levelIds] = [map.value, levelIdsAt(buildings, ordinal.value)];
    const draw = async () => {
      const layer = await layers.inside(levelIds);
      // Somebody may have gone on to another level meanwhile.
      if (levelIds.join() === levelIdsAt(buildings, ordinal.peek()).join()) await shown?.draw("inside", layer);
    };
    if (shown !== null) draw().catch(failureFrom);
  });
}

const levelIdsAt = (buildings: readonly BuildingView[], ordinal: number): string[] =>
  buildings
    .flatMap(({ levels }) => levels)
    .filter((level) => level.ordinal === ordinal)
    .map(({ level_id }) => level_id);

/** Cameras and markers, as the last overview has them. */
function useNews(map: ReadonlySignal<CampusMap | null>, props: Props, ordinal: ReadonlySignal<number>): void {
  const { incident, buildings, cameras, picked, serverTimeMs } = props;
  const levelIds = levelIdsAt(buildings, ordinal.value);
  const isHere = (levelId: string | null) => levelId === null || levelIds.includes(levelId);
  const focusedId = picked.value?.camera?.camera_id ?? null;
  const drawn = cameras
    .filter(({ camera }) => isHere(camera.level_id))
    .map((watched) => ({
      camera: watched.camera,
      symbol: symbolOf(watched),
      isFocused: watched.camera.camera_id === focusedId,
      watchedBy: agenciesText(watched.agencies),
    }));
  const markers = (incident.markers ?? []).map((marker) =>
    mapMarker(marker, buildings, isHere(marker.level_id), Math.max(0, serverTimeMs - marker.placed_at_ms)),
  );
  useEffect(() => {
    void map.value?.drawCameras(drawn);
    void map.value?.drawMarkers(markers);
  });
}

/** The map goes to what was picked in the list, on its level. */
function usePicked(map: ReadonlySignal<CampusMap | null>, { buildings, picked }: Props, ordinal: Signal<number>): void {
  useSignalEffect(() => {
    const levelId = picked.value?.spot.levelId;
    const level = buildings.flatMap(({ levels }) => levels).find(({ level_id }) => level_id === levelId);
    if (level !== undefined) ordinal.value = level.ordinal;
    void map.value?.focus(picked.value?.camera ?? null);
    void map.value?.mark(picked.value?.spot ?? null, false);
  });
}
