/** An open incident on the map, for the district: cameras, who watches them, and the markers that all units share. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { inIncident } from "../../../wire/caller";
import type { IncidentView, Overview } from "../../../wire/types";
import { CameraIcon, EyeIcon } from "../../icons";
import { MarkButtons } from "../../mark-buttons";
import { putMarker } from "../../marking";
import { t } from "../../strings";
import type { ConsoleState } from "../console-state";
import { Standing } from "../incident-timeline";
import { levelOf } from "../placing/shown";
import { isTroubled } from "../troubled";
import { w } from "../words";
import { IncidentMapPane } from "./incident-map-pane";
import type { Picked } from "./picked";
import { agenciesText, type WatchedCamera, watchedCameras } from "./watched";
import "../../../style/placing.css";
import "../../../style/markers.css";

interface Props {
  readonly state: ConsoleState;
  readonly overview: Overview;
  readonly incident: IncidentView;
  readonly onBack: () => void;
}

export function IncidentMapPage({ state, overview, incident, onBack }: Props) {
  const picked = useSignal<Picked | null>(null);
  const buildings = overview.buildings.filter(({ building_id }) => incident.building_ids.includes(building_id));
  const cameras = watchedCameras(incident, overview.cameras);
  useEffect(() => {
    // It was closed: there is nothing to mark any more.
    if (incident.closed_at_ms !== null) onBack();
  }, [incident.closed_at_ms, onBack]);
  return (
    <main class="console" data-testid="incident-map" data-page="incident-map">
      <header class="console-head">
        <div class="head-text">
          <h1>{incident.reason}</h1>
          <p>{buildings.map(({ name }) => name).join(", ")}</p>
        </div>
        <button type="button" data-testid="incident-map-back" onClick={onBack}>
          {t.console.back}
        </button>
      </header>
      <div class="placing">
        <IncidentMapPane
          incident={incident}
          buildings={buildings}
          cameras={cameras}
          picked={picked}
          serverTimeMs={overview.server_time_ms}
        />
        <section class="placing-side" aria-label={w.incidentMap.side}>
          {picked.value === null ? (
            <p class="entry-note">{w.incidentMap.how}</p>
          ) : (
            <Mark state={state} incident={incident} picked={picked} />
          )}
          <ul class="markers-standing">
            {(incident.markers ?? []).map((marker) => (
              <li key={marker.marker_id}>
                <Standing state={state} incident={incident} marker={marker} buildings={buildings} />
              </li>
            ))}
          </ul>
          <ul class="camera-list">
            {cameras.map((watched) => (
              <CameraRow key={watched.camera.camera_id} watched={watched} overview={overview} picked={picked} />
            ))}
          </ul>
        </section>
      </div>
    </main>
  );
}

interface MarkProps {
  readonly state: ConsoleState;
  readonly incident: IncidentView;
  readonly picked: Signal<Picked | null>;
}

function Mark({ state, incident, picked }: MarkProps) {
  if (picked.value === null) return null;
  const { spot, camera } = picked.value;
  const close = () => {
    picked.value = null;
  };
  return (
    <div class="card" data-testid="incident-mark">
      <h2>{camera === null ? t.viewer.thisSpot : camera.name}</h2>
      <MarkButtons
        key={`${spot.longitude}/${spot.latitude}/${spot.levelId ?? ""}`}
        place={(markerId, kind, note) => putMarker(markerId, spot, kind, note, inIncident(incident.incident_id))}
        onPlaced={() => {
          close();
          void state.poll();
        }}
      />
      <button type="button" class="wide" onClick={close}>
        {w.cancel}
      </button>
    </div>
  );
}

interface RowProps {
  readonly watched: WatchedCamera;
  readonly overview: Overview;
  readonly picked: Signal<Picked | null>;
}

/** Also the way for whoever cannot hold a finger on the map: a marker where a camera hangs. */
function CameraRow({ watched: { camera, agencies }, overview, picked }: RowProps) {
  const { longitude, latitude, level_id: levelId } = camera;
  const building = overview.buildings.find(({ building_id }) => building_id === camera.building_id);
  const place = building === undefined ? null : levelOf(building, levelId)?.name;
  return (
    <li>
      <button
        type="button"
        class="camera-row"
        data-testid="incident-camera"
        data-camera-id={camera.camera_id}
        data-watching={agencies.length}
        aria-pressed={picked.value?.camera?.camera_id === camera.camera_id}
        onClick={() => {
          picked.value = { spot: { longitude, latitude, levelId }, camera };
          window.scrollTo({ top: 0 });
        }}
      >
        {agencies.length > 0 ? <EyeIcon /> : <CameraIcon />}
        <span class="device-text">
          <strong>{camera.name}</strong>
          <span>{place ?? t.viewer.outside}</span>
          {isTroubled(camera) && <span>{camera.status.reason}</span>}
          {agencies.length > 0 && <span class="watched-by">{agenciesText(agencies)}</span>}
        </span>
      </button>
    </li>
  );
}
