/** The large picture of one camera, with the way to its neighbours. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Tile } from "../live/tile";
import type { CameraView } from "../wire/types";
import { Badge, spoken } from "./badge";
import { CloseIcon, GrowIcon, NextIcon, PreviousIcon, ShrinkIcon } from "./icons";
import { Picture } from "./picture";
import { t } from "./strings";
import { clockText } from "./time";
import type { ViewerState } from "./viewer-state";
import { sectionName } from "./wall";

/** A finger that moved this far sideways meant the next camera, not a tap. */
const SWIPE_PX = 48;

interface Props {
  readonly state: ViewerState;
  readonly camera: CameraView;
}

export function Focus({ state, camera }: Props) {
  const root = useRef<HTMLElement>(null);
  const { pictures } = state.viewing;
  const tile = pictures.tile(camera.camera_id).value;
  const section = state.sectionOf(camera.camera_id);
  const isFull = state.isFull.value;
  useEffect(() => (root.current === null ? undefined : onSwipe(root.current, (step) => state.step(step))), [state]);
  useEffect(() => {
    const width = root.current?.clientWidth ?? 0;
    state.setFocusWidth(Math.round(width * window.devicePixelRatio));
  }, [state, isFull]);
  const toggleFull = () => {
    state.isFull.value = !isFull;
  };
  return (
    <section
      class={isFull ? "focus full" : "focus"}
      ref={root}
      data-testid="focus-view"
      data-camera-id={camera.camera_id}
      data-state={tile.state}
      aria-label={`${t.viewer.focus}: ${camera.name}, ${spoken(tile)}`}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a double tap is only a shortcut for the button below. */}
      <div class="focus-picture" onDblClick={toggleFull}>
        <Picture watch={state.watch} pictures={pictures} cameraId={camera.camera_id} key={camera.camera_id} />
        <div class="focus-badge">
          <Badge tile={tile} isPrecise />
          {hasReason(tile) && <p class="focus-reason">{reasonOf(tile)}</p>}
        </div>
      </div>
      <div class="focus-bar">
        <p class="focus-name">
          <strong>{camera.name}</strong>
          <span>{section === null ? "" : sectionName(section, state.sections)}</span>
        </p>
        <Control label={isFull ? t.viewer.notFull : t.viewer.full} testId="focus-full" onTap={toggleFull}>
          {isFull ? <ShrinkIcon /> : <GrowIcon />}
        </Control>
        <Control label={t.viewer.previous} testId="focus-previous" onTap={() => state.step(-1)}>
          <PreviousIcon />
        </Control>
        <Control label={t.viewer.next} testId="focus-next" onTap={() => state.step(1)}>
          <NextIcon />
        </Control>
        <Control label={t.viewer.close} testId="focus-close" onTap={() => state.focus(null)}>
          <CloseIcon />
        </Control>
      </div>
    </section>
  );
}

interface ControlProps {
  readonly label: string;
  readonly testId: string;
  readonly onTap: () => void;
  readonly children: ComponentChildren;
}

const Control = ({ label, testId, onTap, children }: ControlProps) => (
  <button type="button" aria-label={label} data-testid={testId} onClick={onTap}>
    {children}
  </button>
);

const hasReason = (tile: Tile): boolean => tile.state === "stale" || (tile.state !== "live" && tile.reason !== "");

/** When the picture stopped, and why if anybody knows. */
function reasonOf({ state, ageS, reason }: Tile): string {
  if (state !== "stale" || ageS === null) return reason;
  return `${t.viewer.stoppedAt(clockText(Date.now() - ageS * 1_000))} ${reason}`;
}

function onSwipe(element: HTMLElement, onStep: (step: 1 | -1) => void): () => void {
  let startX = 0;
  const onStart = (event: TouchEvent) => {
    startX = event.touches[0]?.clientX ?? 0;
  };
  const onEnd = (event: TouchEvent) => {
    const movedPx = (event.changedTouches[0]?.clientX ?? startX) - startX;
    if (Math.abs(movedPx) >= SWIPE_PX) onStep(movedPx < 0 ? 1 : -1);
  };
  element.addEventListener("touchstart", onStart, { passive: true });
  element.addEventListener("touchend", onEnd, { passive: true });
  return () => {
    element.removeEventListener("touchstart", onStart);
    element.removeEventListener("touchend", onEnd);
  };
}
