/** That another unit has marked something: said once, in a corner, gone by itself. */

import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { NOT_TOLD } from "../live/viewing";
import type { MarkerView } from "../wire/types";
import { FlagIcon } from "./icons";
import { authorText, markerPlace, markerTitle, newcomers } from "./marker-words";
import { t } from "./strings";
import type { ViewerState } from "./viewer-state";

/** Long enough to read between two looks at the pictures. */
const SHOWN_MS = 8_000;

export function MarkerNews({ state }: { state: ViewerState }) {
  const marker = useNewest(state).value;
  return (
    <div class="news" role="status" data-testid="marker-news">
      {marker !== null && (
        <button type="button" onClick={() => state.openMarker(marker)}>
          <FlagIcon />
          <span>
            <strong>{markerTitle(marker)}</strong>
            <span>
              {t.marker.by(authorText(marker))} · {markerPlace(marker, state.viewing.view.buildings)}
            </span>
          </span>
        </button>
      )}
    </div>
  );
}

/** The newest marker of another device, for a while. What was there when the page was opened is no news. */
function useNewest(state: ViewerState): Signal<MarkerView | null> {
  const newest = useSignal<MarkerView | null>(null);
  const known = useRef<readonly MarkerView[] | null>(null);
  useSignalEffect(() => {
    const markers = state.viewing.markers.value;
    const news = known.current === null ? [] : newcomers(known.current, markers);
    if (markers !== NOT_TOLD) known.current = markers;
    const shown = newest.peek();
    if (news.length > 0) newest.value = news.at(-1) ?? null;
    else if (shown !== null && !markers.some(({ marker_id }) => marker_id === shown.marker_id)) newest.value = null;
  });
  const isOpen = state.panel.value?.type === "marker" && state.panel.value.markerId === newest.value?.marker_id;
  useEffect(() => {
    if (newest.value === null) return undefined;
    const timer = window.setTimeout(() => {
      newest.value = null;
    }, SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [newest, newest.value]);
  useEffect(() => {
    if (isOpen) newest.value = null;
  }, [isOpen, newest]);
  return newest;
}
