/** Every marker in words, for those who do not see the map, and what happened in the incident so far. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { failureFrom } from "../wire/http";
import type { MarkerView, TimelineView } from "../wire/types";
import { ClearUnit } from "./clear-unit";
import { MarkerIcon } from "./marker-icon";
import { authorText, markerAge, markerPlace, markerTitle } from "./marker-words";
import { ownTimeline } from "./marking";
import { PanelHead } from "./panel-head";
import { useServerNow } from "./server-now";
import { failureText, t } from "./strings";
import { TimelineList } from "./timeline-list";
import type { ViewerState } from "./viewer-state";

const AGES_EVERY_MS = 5_000;

/** What is no marker happens seldom. */
const TIMELINE_EVERY_MS = 15_000;

export function MarkersPanel({ state }: { state: ViewerState }) {
  const nowMs = useServerNow(state.viewing.clock, AGES_EVERY_MS).value;
  const markers = [...state.viewing.markers.value].sort((one, other) => other.placed_at_ms - one.placed_at_ms);
  return (
    <aside class="panel" data-testid="markers" aria-label={t.marker.list}>
      <PanelHead title={t.marker.list} onClose={() => state.close()} />
      <div class="markers-scroll">
        {markers.length === 0 && <p class="panel-note">{t.marker.none}</p>}
        <ul class="panel-list">
          {markers.map((marker) => (
            <li key={marker.marker_id}>
              <button type="button" data-testid="marker-row" onClick={() => state.openMarker(marker)}>
                <Row state={state} marker={marker} nowMs={nowMs} />
              </button>
            </li>
          ))}
        </ul>
        <OwnTimeline state={state} />
        {/* A unit is clear by the device that holds its link. */}
        {state.viewing.view.tier !== "named" && <ClearUnit />}
      </div>
    </aside>
  );
}

interface RowProps {
  readonly state: ViewerState;
  readonly marker: MarkerView;
  readonly nowMs: number;
}

const Row = ({ state, marker, nowMs }: RowProps) => (
  <>
    <MarkerIcon kind={marker.kind} />
    <span class="device-text">
      <strong>{markerTitle(marker)}</strong>
      {marker.kind !== "note" && marker.note !== "" && <span class="marker-words">{marker.note}</span>}
      <span>
        {authorText(marker)} · {markerPlace(marker, state.viewing.view.buildings)}
      </span>
    </span>
    <span class="marker-age">{markerAge(nowMs - marker.placed_at_ms)}</span>
  </>
);

function OwnTimeline({ state }: { state: ViewerState }) {
  const { timeline, failure } = useOwnTimeline(state);
  return (
    <section class="markers-timeline" aria-label={t.timeline.title}>
      <h3>{t.timeline.title}</h3>
      {failure.value !== "" && <p class="panel-note">{failure.value}</p>}
      {timeline.value !== null && (
        <TimelineList timeline={timeline.value} buildings={state.viewing.view.buildings} isForStaff={false} />
      )}
    </section>
  );
}

interface OwnTimelineSignals {
  readonly timeline: Signal<TimelineView | null>;
  /** Why it is not here. */
  readonly failure: Signal<string>;
}

/** Asked for again with every marker, and now and then. */
function useOwnTimeline(state: ViewerState): OwnTimelineSignals {
  const timeline = useSignal<TimelineView | null>(null);
  const failure = useSignal("");
  const markers = state.viewing.markers.value;
  useEffect(() => {
    let isGone = false;
    const ask = () => {
      ownTimeline(state.viewing).then(
        (told) => {
          if (isGone) return;
          timeline.value = told;
          failure.value = "";
        },
        (error: unknown) => {
          const { reason, detail } = failureFrom(error);
          if (!isGone && timeline.peek() === null) failure.value = failureText(reason, detail);
        },
      );
    };
    const timer = window.setInterval(ask, TIMELINE_EVERY_MS);
    ask();
    return () => {
      isGone = true;
      window.clearInterval(timer);
    };
  }, [state, markers, timeline, failure]);
  return { timeline, failure };
}
