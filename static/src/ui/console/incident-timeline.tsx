/** An incident's markers and what happened in it, for the district: opened by a tap on its card. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { failureFrom, fetchAnswer, fetchJson } from "../../wire/http";
import type { BuildingView, IncidentView, MarkerView, TimelineView } from "../../wire/types";
import { ConfirmButton } from "../confirm-button";
import { MarkerIcon } from "../marker-icon";
import { authorText, markerAge, markerPlace, markerTitle } from "../marker-words";
import { failureText, t } from "../strings";
import { TimelineList } from "../timeline-list";
import type { ConsoleState } from "./console-state";
import { Now } from "./now";
import "../../style/markers.css";

/** As often as the console asks for everything else. */
const POLL_MS = 2_000;

interface Props {
  readonly state: ConsoleState;
  readonly incident: IncidentView;
}

export function IncidentTimeline({ state, incident }: Props) {
  const isOpen = useSignal(false);
  const buildings = state.overview.value?.buildings ?? [];
  const markers = incident.markers ?? [];
  return (
    <div class="incident-timeline">
      <button
        type="button"
        data-testid="timeline-open"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {t.timeline.show(markers.length)}
      </button>
      {isOpen.value && (
        <>
          <ul class="markers-standing">
            {markers.map((marker) => (
              <li key={marker.marker_id}>
                <Standing state={state} incident={incident} marker={marker} buildings={buildings} />
              </li>
            ))}
          </ul>
          <Told incidentId={incident.incident_id} buildings={buildings} />
        </>
      )}
    </div>
  );
}

interface StandingProps extends Props {
  readonly marker: MarkerView;
  readonly buildings: readonly BuildingView[];
}

export function Standing({ state, incident, marker, buildings }: StandingProps) {
  const failure = useSignal("");
  const withdraw = async () => {
    const [markerId, incidentId] = [marker.marker_id, incident.incident_id].map(encodeURIComponent);
    try {
      await fetchAnswer("DELETE", `/api/markers/${markerId}?incident=${incidentId}`);
    } catch (error) {
      const { reason, detail } = failureFrom(error);
      failure.value = `${t.marker.notWithdrawn} ${failureText(reason, detail)}`;
    }
  };
  const offsetMs = (state.overview.value?.server_time_ms ?? Date.now()) - Date.now();
  return (
    <div class="device" data-testid="console-marker">
      <MarkerIcon kind={marker.kind} />
      <div class="device-text">
        <strong>{markerTitle(marker)}</strong>
        {marker.kind !== "note" && marker.note !== "" && <span class="marker-words">{marker.note}</span>}
        <span>
          {authorText(marker)} · {markerPlace(marker, buildings)} ·{" "}
          <Now>{(nowMs) => markerAge(nowMs + offsetMs - marker.placed_at_ms)}</Now>
        </span>
        {failure.value !== "" && <span role="status">{failure.value}</span>}
      </div>
      <ConfirmButton
        label={t.marker.withdraw}
        armedLabel={t.marker.withdrawSure}
        testId="console-withdraw"
        onConfirm={() => void withdraw()}
      />
    </div>
  );
}

function Told({ incidentId, buildings }: { incidentId: string; buildings: readonly BuildingView[] }) {
  const { timeline, failure } = useTimeline(incidentId);
  return (
    <>
      {failure.value !== "" && <p class="entry-note">{failure.value}</p>}
      {timeline.value !== null && <TimelineList timeline={timeline.value} buildings={buildings} isForStaff />}
    </>
  );
}

interface TimelineSignals {
  readonly timeline: Signal<TimelineView | null>;
  /** Why it is not here, or not new. */
  readonly failure: Signal<string>;
}

function useTimeline(incidentId: string): TimelineSignals {
  const timeline = useSignal<TimelineView | null>(null);
  const failure = useSignal("");
  useEffect(() => {
    let timer = 0;
    let isGone = false;
    const ask = async () => {
      try {
        const path = `/api/incidents/${encodeURIComponent(incidentId)}/timeline`;
        const told = await fetchJson<TimelineView>("GET", path);
        if (isGone) return;
        timeline.value = told;
        failure.value = "";
      } catch (error) {
        const { reason, detail } = failureFrom(error);
        if (!isGone) failure.value = failureText(reason, detail);
      }
      if (!isGone) timer = window.setTimeout(() => void ask(), POLL_MS);
    };
    void ask();
    return () => {
      isGone = true;
      window.clearTimeout(timer);
    };
  }, [incidentId, timeline, failure]);
  return { timeline, failure };
}
