/** The cameras that see a place or a spot on the map, the best first. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { camerasNear, camerasSeeing, type Spot } from "../map/places";
import { camerasAt, camerasOfRoom } from "../map/survey";
import { failureFrom } from "../wire/http";
import type { CameraView, SightingView } from "../wire/types";
import { RouteIcon } from "./icons";
import { PanelHead } from "./panel-head";
import { percentText } from "./quantity";
import { t } from "./strings";
import type { NamedPlace, ViewerState } from "./viewer-state";
import { TileButton } from "./wall";

/** Two rows of a phone. */
const NEAR_COUNT = 4;

interface Props {
  readonly state: ViewerState;
  readonly spot: Spot;
  /** Null for a spot that was held on the map. */
  readonly place: NamedPlace | null;
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

export function SpotPanel({ state, spot, place }: Props) {
  const found = useSignal<Found | null>(null);
  useEffect(() => {
    let isGone = false;
    const show = (next: Found) => {
      if (isGone) return;
      found.value = next;
      state.setInPanel(next.seen.map(({ camera }) => camera.camera_id));
    };
    find(state, spot, place).then(show, failureFrom);
    return () => {
      isGone = true;
      state.setInPanel([]);
    };
  }, [state, spot, place, found]);
  return (
    <aside class="panel spot" data-testid="spot" aria-label={t.viewer.seenBy}>
      <PanelHead title={place === null ? t.viewer.thisSpot : place.name} onClose={() => state.close()} />
      {place !== null && place.unitId !== null && (
        <button
          type="button"
          class="panel-action"
          data-testid="route-open"
          onClick={() => {
            state.panel.value = { type: "route", goal: place };
          }}
        >
          <RouteIcon />
          {t.route.open}
        </button>
      )}
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
    </aside>
  );
}

async function find(state: ViewerState, spot: Spot, place: NamedPlace | null): Promise<Found> {
  const seen = await seeing(state, spot, place);
  if (seen.length > 0) return { seen, areOnlyNear: false };
  const near = camerasNear(spot, state.cameras, NEAR_COUNT);
  return { seen: known(state, near), areOnlyNear: true };
}

/** As the service ranks them; from the layers on this device while the service cannot be asked. */
async function seeing(state: ViewerState, spot: Spot, place: NamedPlace | null): Promise<readonly Seen[]> {
  try {
    const unitId = place?.unitId ?? null;
    const sightings = await (unitId === null ? camerasAt(spot) : camerasOfRoom(unitId));
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
