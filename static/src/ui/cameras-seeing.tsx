/** The cameras that see a spot or a room, the best first, as pictures. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { camerasNear, camerasSeeing, type Spot } from "../map/places";
import { failureFrom } from "../wire/http";
import type { CameraView, SightingView } from "../wire/types";
import { percentText } from "./quantity";
import { t } from "./strings";
import type { ViewerState } from "./viewer-state";
import { TileButton } from "./wall";

/** Two rows of a phone. */
const NEAR_COUNT = 4;

interface Props {
  readonly state: ViewerState;
  readonly spot: Spot;
  /** The room, where the whole of one is meant. */
  readonly unitId: string | null;
}

interface Seen {
  readonly camera: CameraView;
  /** How much and from how far; empty when only this device has worked it out. */
  readonly note: string;
}

interface Found {
  readonly seen: readonly Seen[];
  /** No camera sees the place: these only stand near it. */
  readonly areOnlyNear: boolean;
}

export function CamerasSeeing({ state, spot, unitId }: Props) {
  const found = useSignal<Found | null>(null);
  useEffect(() => {
    let isGone = false;
    const show = (next: Found) => {
      if (isGone) return;
      found.value = next;
      state.setInPanel(next.seen.map(({ camera }) => camera.camera_id));
    };
    find(state, spot, unitId).then(show, failureFrom);
    return () => {
      isGone = true;
      state.setInPanel([]);
    };
  }, [state, spot, unitId, found]);
  return (
    <>
      {found.value !== null && (
        <p class="panel-note" data-testid="spot-note">
          {found.value.areOnlyNear ? t.viewer.seenByNone : t.viewer.seenBy}
        </p>
      )}
      <ul class="wall-grid">
        {found.value?.seen.map(({ camera, note }) => (
          <li key={camera.camera_id}>
            <TileButton state={state} camera={camera} onTap={() => open(state, camera.camera_id)} testId="seeing" />
            {note !== "" && <p class="seeing-note">{note}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

async function find(state: ViewerState, spot: Spot, unitId: string | null): Promise<Found> {
  const seen = await seeing(state, spot, unitId);
  if (seen.length > 0) return { seen, areOnlyNear: false };
  const near = camerasNear(spot, state.cameras, NEAR_COUNT);
  return { seen: known(state, near), areOnlyNear: true };
}

/** As the service ranks them; from the layers on this device while the service cannot be asked. */
async function seeing(state: ViewerState, spot: Spot, unitId: string | null): Promise<readonly Seen[]> {
  try {
    const { survey } = state;
    const sightings = await (unitId === null ? survey.camerasAt(spot) : survey.camerasOfRoom(unitId));
    return sightings.flatMap((sighting) => {
      const camera = state.camera(sighting.camera_id);
      return camera === null ? [] : [{ camera, note: noteOf(sighting, unitId !== null) }];
    });
  } catch (error) {
    failureFrom(error);
    return known(state, camerasSeeing(spot, await state.viewLayers()));
  }
}

const noteOf = ({ share, distance_m }: SightingView, isRoom: boolean): string =>
  isRoom ? t.viewer.seesShare(percentText(share), Math.round(distance_m)) : t.viewer.metresAway(Math.round(distance_m));

const known = (state: ViewerState, cameraIds: readonly string[]): Seen[] =>
  cameraIds
    .map((cameraId) => state.camera(cameraId))
    .filter((camera) => camera !== null)
    .map((camera) => ({ camera, note: "" }));

function open(state: ViewerState, cameraId: string): void {
  state.panel.value = null;
  state.focus(cameraId);
}
