/** The map beside list and editor, and what lies over it: levels, and the handles of the camera that is placed. */

import { type ReadonlySignal, type Signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { MapCamera } from "../../../map/campus-map";
import { cornersOf, type Layers } from "../../../map/layers";
import type { PlacingMap } from "../../../map/placing-map";
import { failureFrom } from "../../../wire/http";
import type { CameraView, Overview } from "../../../wire/types";
import { type MapOnPage, useLazyMap } from "../../lazy-map";
import { LevelButtons, levelChoice } from "../../level-buttons";
import { t } from "../../strings";
import { Handles } from "./handles";
import { putAt } from "./placing";
import type { PlacingState } from "./placing-state";
import type { Shown } from "./shown";

interface Props {
  readonly placing: PlacingState;
  readonly overview: Overview;
  readonly shown: Signal<Shown>;
  readonly onPick: (camera: CameraView) => void;
}

export function PlacingMapPane(props: Props) {
  const { placing, shown } = props;
  const container = useRef<HTMLDivElement>(null);
  /** Counts the map's movements: what lies over it follows. */
  const frame = useSignal(0);
  const latest = useRef(props);
  latest.current = props;
  const { map, hasFailed } = usePlacingMap(container, latest, frame);
  const cameras = useSignal(props.overview.cameras);
  useEffect(() => {
    cameras.value = props.overview.cameras;
  }, [cameras, props.overview.cameras]);
  useDrawing(placing, shown, cameras, map);
  return (
    <section class="stage placing-stage" aria-label={t.viewer.map}>
      <div class="map" ref={container} data-testid="placing-map" data-ready={map.value !== null} />
      {map.value === null && <p class="map-note">{hasFailed.value ? t.viewer.mapFailed : t.viewer.mapLoading}</p>}
      {map.value !== null && placing.edit.value !== null && (
        <Handles placing={placing} edit={placing.edit.value} map={map.value} frame={frame} />
      )}
      {placing.edit.value === null && <Levels shown={shown} />}
    </section>
  );
}

function usePlacingMap(
  container: RefObject<HTMLDivElement | null>,
  latest: RefObject<Props>,
  frame: Signal<number>,
): MapOnPage<PlacingMap> {
  return useLazyMap(container, latest, async () => {
    const { PlacingMap: Placed } = await import("../../../map/placing-map");
    return (element) =>
      new Placed(element, {
        tapped: (at, cameraId) => onTap(latest.current, at, cameraId),
        moved: () => {
          frame.value += 1;
        },
      });
  });
}

/** A tap picks a camera; once one is picked, it puts that one there. */
function onTap(props: Props | null, at: Parameters<typeof putAt>[1], cameraId: string | null): void {
  if (props === null) return;
  if (props.placing.edit.peek() !== null) {
    props.placing.change((placing) => putAt(placing, at));
    return;
  }
  const camera = props.overview.cameras.find(({ camera_id }) => camera_id === cameraId);
  if (camera !== undefined) props.onPick(camera);
}

function useDrawing(
  placing: PlacingState,
  shown: Signal<Shown>,
  cameras: ReadonlySignal<readonly CameraView[]>,
  map: ReadonlySignal<PlacingMap | null>,
): void {
  // What does not change with each step of a finger is not drawn again with it.
  const picked = useComputed(() => placing.edit.value?.camera ?? null);
  const levelId = useComputed(() => {
    const edit = placing.edit.value;
    return edit === null ? shown.value.levelId : edit.placing.levelId;
  });
  useSignalEffect(() => {
    const buildingId = shown.value.building.building_id;
    if (map.value !== null) drawPlace(placing.layers.value, map.value, buildingId, levelId.value).catch(failureFrom);
  });
  useSignalEffect(() => {
    const buildingId = shown.value.building.building_id;
    const isFitted = placing.edit.peek() === null;
    if (map.value !== null && isFitted) {
      fitBuilding(placing.layers.peek(), map.value, buildingId).catch(failureFrom);
    }
  });
  useSignalEffect(() => {
    const isDrawn = (camera: CameraView) => camera.level_id === levelId.value || camera.level_id === null;
    const others = cameras.value.filter((camera) => isDrawn(camera) && camera.camera_id !== picked.value?.camera_id);
    void map.value?.drawCameras(others.map(asReady));
  });
  useSignalEffect(() => {
    const trial = placing.trial.value;
    const cameraId = picked.value?.camera_id ?? null;
    void map.value?.drawTrial(cameraId, cameraId !== null && trial.type === "seen" ? trial.layer : null);
  });
  useSignalEffect(() => {
    if (picked.value !== null) void map.value?.visit(picked.value);
  });
}

/** Whether a camera has a picture is for other pages; here it is a place. */
const asReady = (camera: CameraView): MapCamera => ({ camera, symbol: "ready", isFocused: false, watchedBy: "" });

async function drawPlace(layers: Layers, map: PlacingMap, buildingId: string, levelId: string | null): Promise<void> {
  const [outline, inside, outdoor] = await Promise.all([
    layers.outline(),
    layers.inside(levelId === null ? [] : [levelId]),
    layers.outdoor([buildingId]),
  ]);
  await map.draw("outline", outline);
  await map.draw("inside", inside);
  await map.draw("outdoor", outdoor);
}

async function fitBuilding(layers: Layers, map: PlacingMap, buildingId: string): Promise<void> {
  await map.fit(cornersOf(await layers.outline(), "building", [buildingId]));
}

function Levels({ shown }: { shown: Signal<Shown> }) {
  const { building, levelId } = shown.value;
  const show = (id: string | null) => () => {
    shown.value = { building, levelId: id };
  };
  const outside = { ordinal: null, label: t.viewer.outside, name: t.viewer.outside };
  const choices = [
    ...building.levels.map((level) => levelChoice(level, level.level_id === levelId, show(level.level_id))),
    { ...outside, isShown: levelId === null, show: show(null) },
  ];
  return <LevelButtons testId="placing-level" choices={choices} />;
}
