/** The cameras that see a place or a spot on the map, the nearest first. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { camerasNear, camerasSeeing, type Spot } from "../map/places";
import { Refused } from "../wire/http";
import type { CameraView } from "../wire/types";
import { PanelHead } from "./panel-head";
import { t } from "./strings";
import type { ViewerState } from "./viewer-state";
import { TileButton } from "./wall";

/** Two rows of a phone. */
const NEAR_COUNT = 4;

interface Props {
  readonly state: ViewerState;
  readonly spot: Spot;
  readonly name: string;
}

interface Found {
  readonly cameras: readonly CameraView[];
  /** No camera sees the place: these only stand near it. */
  readonly areOnlyNear: boolean;
}

export function SpotPanel({ state, spot, name }: Props) {
  const found = useSignal<Found | null>(null);
  useEffect(() => {
    find(state, spot).then(
      (cameras) => {
        found.value = cameras;
        state.setInPanel(cameras.cameras.map((camera) => camera.camera_id));
      },
      (error: unknown) => {
        if (!(error instanceof Refused)) throw error;
      },
    );
    return () => state.setInPanel([]);
  }, [state, spot, found]);
  return (
    <aside class="panel spot" data-testid="spot" aria-label={t.viewer.seenBy}>
      <PanelHead title={name === "" ? t.viewer.thisSpot : name} onClose={() => state.close()} />
      {found.value !== null && (
        <p class="panel-note" data-testid="spot-note">
          {found.value.areOnlyNear ? t.viewer.seenByNone : t.viewer.seenBy}
        </p>
      )}
      <ul class="wall-grid">
        {found.value?.cameras.map((camera) => (
          <li key={camera.camera_id}>
            <TileButton state={state} camera={camera} onTap={() => open(state, camera.camera_id)} testId="seeing" />
          </li>
        ))}
      </ul>
    </aside>
  );
}

async function find(state: ViewerState, spot: Spot): Promise<Found> {
  const seeing = camerasSeeing(spot, await state.viewLayers());
  const ids = seeing.length > 0 ? seeing : camerasNear(spot, state.cameras, NEAR_COUNT);
  const cameras = ids.map((cameraId) => state.camera(cameraId)).filter((camera) => camera !== null);
  return { cameras, areOnlyNear: seeing.length === 0 };
}

function open(state: ViewerState, cameraId: string): void {
  state.panel.value = null;
  state.focus(cameraId);
}
