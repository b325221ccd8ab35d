/** The handle between map and wall: the phone's three stops, the terminal's wall sizes, and the search. */

import { DownIcon, FlagIcon, SearchIcon, UpIcon } from "./icons";
import { t } from "./strings";
import { COLUMNS, STOPS, type ViewerState } from "./viewer-state";

export function Sheet({ state }: { state: ViewerState }) {
  return (
    <nav class="bar" aria-label={t.viewer.sheet}>
      <button
        type="button"
        class="bar-search"
        data-testid="search-open"
        onClick={() => {
          state.panel.value = { type: "search" };
        }}
      >
        <SearchIcon />
        {t.viewer.search}
      </button>
      <MarkersButton state={state} />
      <Stops state={state} />
      <WallSizes state={state} />
    </nav>
  );
}

function MarkersButton({ state }: { state: ViewerState }) {
  const count = state.viewing.markers.value.length;
  return (
    <button
      type="button"
      class="bar-markers"
      data-testid="markers-open"
      aria-label={t.marker.listOf(count)}
      onClick={() => {
        state.panel.value = { type: "markers" };
      }}
    >
      <FlagIcon />
      {count > 0 && <span data-testid="marker-count">{count}</span>}
    </button>
  );
}

function Stops({ state }: { state: ViewerState }) {
  const stop = state.stop.value;
  return (
    <fieldset class="bar-stops" aria-label={t.viewer.share}>
      <button
        type="button"
        data-testid="sheet-down"
        aria-label={t.viewer.moreMap}
        disabled={stop === STOPS[0]}
        onClick={() => state.pull(-1)}
      >
        <DownIcon />
      </button>
      <button
        type="button"
        data-testid="sheet-up"
        aria-label={t.viewer.moreCameras}
        disabled={stop === STOPS.at(-1)}
        onClick={() => state.pull(1)}
      >
        <UpIcon />
      </button>
    </fieldset>
  );
}

function WallSizes({ state }: { state: ViewerState }) {
  return (
    <fieldset class="bar-walls" aria-label={t.viewer.wallSize}>
      {COLUMNS.map((count) => (
        <button
          type="button"
          key={count}
          data-testid="wall-size"
          aria-pressed={count === state.columns.value}
          aria-label={t.viewer.picturesAtOnce(count * count)}
          onClick={() => state.showColumns(count)}
        >
          {count * count}
        </button>
      ))}
    </fieldset>
  );
}
