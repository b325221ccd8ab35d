/** A place or a spot on the map: what can be marked there for every unit, and the cameras that see it. */

import type { Spot } from "../map/places";
import { CamerasSeeing } from "./cameras-seeing";
import { RouteIcon } from "./icons";
import { MarkButtons } from "./mark-buttons";
import { placeMarker } from "./marking";
import { PanelHead } from "./panel-head";
import { t } from "./strings";
import type { NamedPlace, ViewerState } from "./viewer-state";

interface Props {
  readonly state: ViewerState;
  readonly spot: Spot;
  /** Null for a spot that was held on the map. */
  readonly place: NamedPlace | null;
}

export function SpotPanel({ state, spot, place }: Props) {
  const title = place === null ? t.viewer.thisSpot : place.name;
  return (
    <aside class="panel spot" data-testid="spot" aria-label={title}>
      <PanelHead title={title} onClose={() => state.close()}>
        {place !== null && place.unitId !== null && (
          <button
            type="button"
            class="panel-onward"
            data-testid="route-open"
            aria-label={t.route.open}
            onClick={() => {
              state.panel.value = { type: "route", goal: place };
            }}
          >
            <RouteIcon />
            {t.route.openShort}
          </button>
        )}
      </PanelHead>
      <MarkButtons
        key={`${spot.longitude}/${spot.latitude}/${spot.levelId ?? ""}`}
        place={(markerId, kind, note) => placeMarker(state.viewing, markerId, spot, kind, note)}
        onPlaced={(marker) => state.openMarker(marker)}
      />
      <CamerasSeeing state={state} spot={spot} unitId={place?.unitId ?? null} />
    </aside>
  );
}
