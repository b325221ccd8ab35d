/** One marker: what, whose, since when, where; the cameras that see the spot, and the way to take it back. */

import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { failureFrom } from "../wire/http";
import type { MarkerView } from "../wire/types";
import { CamerasSeeing } from "./cameras-seeing";
import { ConfirmButton } from "./confirm-button";
import { MarkerIcon } from "./marker-icon";
import { agoText, authorText, markerPlace, markerTitle } from "./marker-words";
import { withdrawMarker } from "./marking";
import { PanelHead } from "./panel-head";
import { useServerNow } from "./server-now";
import { failureText, t } from "./strings";
import { clockText } from "./time";
import type { ViewerState } from "./viewer-state";

const AGE_EVERY_MS = 5_000;

interface Props {
  readonly state: ViewerState;
  readonly markerId: string;
}

export function MarkerPanel({ state, markerId }: Props) {
  const standing = state.marker(markerId);
  const last = useSignal(standing);
  if (standing !== null && last.peek() !== standing) last.value = standing;
  const marker = standing ?? last.peek();
  return (
    <aside class="panel spot" data-testid="marker" data-standing={standing !== null} aria-label={t.marker.one}>
      <PanelHead title={marker === null ? t.marker.one : markerTitle(marker)} onClose={() => state.close()} />
      {standing === null && (
        <p class="panel-note" role="status">
          {t.marker.gone}
        </p>
      )}
      {marker !== null && <Details state={state} marker={marker} isStanding={standing !== null} />}
    </aside>
  );
}

interface DetailsProps {
  readonly state: ViewerState;
  readonly marker: MarkerView;
  readonly isStanding: boolean;
}

function Details({ state, marker, isStanding }: DetailsProps) {
  const nowMs = useServerNow(state.viewing.clock, AGE_EVERY_MS).value;
  const { longitude, latitude, level_id: levelId, kind, note } = marker;
  const spot = useMemo(() => ({ longitude, latitude, levelId }), [longitude, latitude, levelId]);
  const place = markerPlace(marker, state.viewing.view.buildings);
  return (
    <>
      <div class="marker-details">
        <MarkerIcon kind={kind} />
        <div class="device-text">
          {kind !== "note" && note !== "" && <strong data-testid="marker-note">{note}</strong>}
          <p>
            {authorText(marker)} · {place}
          </p>
          <p>
            {agoText(nowMs - marker.placed_at_ms)} · {clockText(marker.placed_at_ms)}
          </p>
        </div>
      </div>
      {isStanding && marker.may_withdraw && <Withdraw state={state} marker={marker} />}
      <CamerasSeeing state={state} spot={spot} unitId={null} />
    </>
  );
}

function Withdraw({ state, marker }: Omit<DetailsProps, "isStanding">) {
  const failure = useSignal("");
  const withdraw = async () => {
    try {
      await withdrawMarker(state.viewing, marker.marker_id);
      if (state.panel.peek()?.type === "marker") state.panel.value = null;
    } catch (error) {
      const { reason, detail } = failureFrom(error);
      failure.value = `${t.marker.notWithdrawn} ${failureText(reason, detail)}`;
    }
  };
  return (
    <div class="marker-withdraw">
      <ConfirmButton
        label={t.marker.withdraw}
        armedLabel={t.marker.withdrawSure}
        testId="marker-withdraw"
        onConfirm={() => void withdraw()}
      />
      <p class="mark-state" role="status">
        {failure.value}
      </p>
    </div>
  );
}
