/** The responder's page while access lasts: map, wall and the large picture. */

import { useEffect, useMemo } from "preact/hooks";
import { budget, isLimited } from "../live/budget";
import type { Session } from "../live/session-state";
import type { Viewing } from "../live/viewing";
import type { Watch } from "../live/watch";
import { Banner } from "./banner";
import { Focus } from "./focus";
import { Head } from "./head";
import { PlayIcon } from "./icons";
import { installLater } from "./install";
import { followKeys } from "./keyboard";
import { MapPane } from "./map-pane";
import { MarkerNews } from "./marker-news";
import { PanelSlot } from "./panel-slot";
import { needsTap, playAll } from "./playback";
import { Sheet } from "./sheet";
import { t } from "./strings";
import { ViewerState } from "./viewer-state";
import { keepAwake } from "./wake-lock";
import { Wall } from "./wall";

interface Props {
  readonly watch: Watch;
  readonly viewing: Viewing;
  readonly session: Session;
}

export function Viewer({ watch, viewing, session }: Props) {
  const state = useMemo(() => new ViewerState(watch, viewing), [watch, viewing]);
  useEffect(() => keepAwake(), []);
  // Every level: in a basement there may be no network, and another floor to look at.
  useEffect(() => installLater(async () => isLimited(budget.peek()) || state.viewLayers()), [state]);
  useEffect(() => followKeys(state), [state]);
  const camera = state.camera(state.focused.value);
  return (
    <div class="viewer" data-testid="viewer" data-stop={state.stop.value} data-panel={state.panel.value?.type}>
      <Head state={state} />
      <Banner session={session} instead={watch.standIn.instead.value} rememberedAtMs={viewing.rememberedAtMs} />
      <MapPane state={state} />
      {camera !== null && <Focus state={state} camera={camera} />}
      <MarkerNews state={state} />
      <Sheet state={state} />
      <Wall state={state} />
      <PanelSlot state={state} />
      {needsTap.value && (
        <button type="button" class="play" data-testid="play" onClick={playAll}>
          <PlayIcon />
          {t.viewer.play}
          <span>{t.viewer.playNote}</span>
        </button>
      )}
    </div>
  );
}
