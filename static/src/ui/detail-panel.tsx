/** The numbers behind the large picture, for whoever supports the officer: all measured, none guessed. */

import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { measure, type SlotMeasure, type SlotSample } from "../live/slot-sample";
import type { LinkReport } from "../wire/types";
import { Badge } from "./badge";
import { PanelHead } from "./panel-head";
import { megabytesText, percentText, rateText } from "./quantity";
import { t } from "./strings";
import type { ViewerState } from "./viewer-state";

const SAMPLE_MS = 1_000;

interface Props {
  readonly state: ViewerState;
  readonly cameraId: string;
}

export function DetailPanel({ state, cameraId }: Props) {
  const { pictures, link } = state.viewing;
  const tile = pictures.tile(cameraId).value;
  const slot = pictures.slotState(cameraId);
  const measured = useMeasure(state, cameraId).value;
  const words = t.detail;
  return (
    <aside class="panel detail" data-testid="detail" aria-label={words.title}>
      <PanelHead title={state.camera(cameraId)?.name ?? words.title} onClose={() => state.close()} />
      <div class="panel-body">
        <p class="detail-state">
          <Badge tile={tile} isPrecise />
          {slot?.rung != null && <span data-testid="detail-rung">{words.rungs[slot.rung]}</span>}
        </p>
        {tile.reason !== "" && <p class="detail-reason">{tile.reason}</p>}
        <dl class="detail-facts">
          {measured !== null && <Received measured={measured} />}
          {link.value !== null && <Link link={link.value} />}
          <Fact name={words.used} value={megabytesText(state.watch.usedBytes.value)} />
        </dl>
      </div>
    </aside>
  );
}

function Received({ measured }: { measured: SlotMeasure }) {
  const { widthPx, heightPx, framesPerS, kbps, loss } = measured;
  return (
    <>
      <Fact name={t.detail.size} value={`${widthPx} × ${heightPx}`} />
      <Fact name={t.detail.frames} value={t.detail.perSecond(Math.round(framesPerS))} />
      <Fact name={t.detail.rate} value={rateText(kbps * 1_000)} />
      <Fact name={t.detail.loss} value={percentText(loss)} />
    </>
  );
}

function Link({ link }: { link: LinkReport }) {
  return (
    <>
      <Fact name={t.detail.estimate} value={rateText(link.estimate_bps)} />
      {link.cap_bps !== null && <Fact name={t.detail.cap} value={rateText(link.cap_bps)} />}
      {link.round_trip_ms !== null && <Fact name={t.detail.roundTrip} value={`${link.round_trip_ms} ms`} />}
      <Fact name={t.detail.linkLoss} value={percentText(link.loss)} />
      {link.protocol !== null && <Fact name={t.detail.path} value={link.protocol.toUpperCase()} />}
    </>
  );
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

/** What came in the last second. */
function useMeasure(state: ViewerState, cameraId: string): ReadonlySignal<SlotMeasure | null> {
  const measured = useSignal<SlotMeasure | null>(null);
  useEffect(() => {
    let before: SlotSample | null = null;
    const look = async () => {
      const after = await state.watch.sample(cameraId);
      measured.value = before === null || after === null ? null : measure(before, after);
      before = after;
    };
    const timer = window.setInterval(() => void look(), SAMPLE_MS);
    void look();
    return () => window.clearInterval(timer);
  }, [state, cameraId, measured]);
  return measured;
}
