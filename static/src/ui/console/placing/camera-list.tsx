/** The cameras of a building, those without a direction first: they are nowhere to be seen on the map's views. */

import { type Signal, useSignal } from "@preact/signals";
import type { BuildingView, CameraView, Overview } from "../../../wire/types";
import { CameraIcon, CheckIcon, WarningIcon } from "../../icons";
import { t } from "../../strings";
import { BuildingField } from "../building-field";
import { w } from "../words";
import type { PlacingState } from "./placing-state";
import { groundOf, levelOf, type Shown } from "./shown";

interface Props {
  readonly placing: PlacingState;
  readonly overview: Overview;
  readonly shown: Signal<Shown>;
  readonly onPick: (camera: CameraView) => void;
}

export function CameraList({ placing, overview, shown, onPick }: Props) {
  const query = useSignal("");
  const { building } = shown.value;
  const wanted = query.value.trim().toLocaleLowerCase();
  const cameras = overview.cameras
    .filter((camera) => wanted !== "" || camera.building_id === building.building_id)
    .filter((camera) => `${camera.name} ${camera.camera_id}`.toLocaleLowerCase().includes(wanted));
  const without = cameras.filter((camera) => !isSurveyed(camera));
  return (
    <section class="placing-side" aria-label={w.placing.cameras}>
      {placing.saved.value !== null && (
        <p class="notice good" role="status" data-testid="placing-saved">
          <CheckIcon />
          {w.placing.saved(placing.saved.value)}
        </p>
      )}
      <p class="entry-note">{w.placing.lead}</p>
      <BuildingField
        buildings={overview.buildings}
        chosen={building}
        testId="placing-building"
        onChoose={(chosen) => {
          shown.value = { building: chosen, levelId: groundOf(chosen) };
        }}
      />
      <label class="field">
        {w.placing.find}
        <input
          type="search"
          data-testid="camera-find"
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value;
          }}
        />
      </label>
      {cameras.length === 0 && <p class="entry-note">{w.placing.none}</p>}
      <ul class="camera-list">
        {[...without, ...cameras.filter(isSurveyed)].map((camera) => (
          <CameraRow key={camera.camera_id} camera={camera} overview={overview} onPick={onPick} />
        ))}
      </ul>
    </section>
  );
}

const isSurveyed = (camera: CameraView): boolean => camera.azimuth_deg !== null;

interface RowProps {
  readonly camera: CameraView;
  readonly overview: Overview;
  readonly onPick: (camera: CameraView) => void;
}

function CameraRow({ camera, overview, onPick }: RowProps) {
  const building = overview.buildings.find(({ building_id }) => building_id === camera.building_id);
  return (
    <li>
      <button
        type="button"
        class="camera-row"
        data-testid="camera-row"
        data-camera-id={camera.camera_id}
        onClick={() => onPick(camera)}
      >
        <CameraIcon />
        <span class="device-text">
          <strong>{camera.name}</strong>
          <span>{placeOf(building, camera)}</span>
        </span>
        {!isSurveyed(camera) && (
          <span class="flag">
            <WarningIcon />
            {w.placing.unsurveyed}
          </span>
        )}
      </button>
    </li>
  );
}

function placeOf(building: BuildingView | undefined, camera: CameraView): string {
  if (building === undefined) return "";
  return `${building.name} · ${levelOf(building, camera.level_id)?.name ?? t.viewer.outside}`;
}
