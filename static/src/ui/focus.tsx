/** The large picture of one camera, with the way to its neighbours. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Tile } from "../live/tile";
import type { CameraView } from "../wire/types";
import { Badge, spoken } from "./badge";
import { followGestures } from "./gestures";
import { CloseIcon, GrowIcon, NextIcon, PreviousIcon, ShrinkIcon } from "./icons";
import { Picture } from "./picture";
import { t } from "./strings";
import { clockText } from "./time";
import type { ViewerState } from "./viewer-state";
import { sectionName } from "./wall";
import { WHOLE, type Zoom } from "./zoom";

interface Props {
  readonly state: ViewerState;
  readonly camera: CameraView;
}

export function Focus({ state, camera }: Props) {
  const root = useRef<HTMLElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const zoom = useSignal(WHOLE);
  const { pictures } = state.viewing;
  const tile = pictures.tile(camera.camera_id).value;
  const section = state.sectionOf(camera.camera_id);
  const isFull = state.isFull.value;
  useEffect(() => {
    zoom.value = WHOLE;
    if (frame.current === null) return undefined;
    return followGestures(frame.current, {
      zoomed: (next) => {
        zoom.value = next;
      },
      swiped: (step) => state.step(step),
    });
  }, [state, camera.camera_id, isFull, zoom]);
  const closeness = Math.ceil(zoom.value.scale);
  useEffect(() => {
    const width = root.current?.clientWidth ?? 0;
    state.setFocusWidth(Math.round(width * window.devicePixelRatio * closeness));
  }, [state, isFull, closeness]);
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
      <div class="focus-picture" ref={frame} onDblClick={toggleFull}>
        <div class="focus-zoom" style={{ transform: transformOf(zoom.value) }}>
          <Picture watch={state.watch} pictures={pictures} cameraId={camera.camera_id} key={camera.camera_id} />
        </div>
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

const transformOf = ({ scale, x, y }: Zoom): string => `translate(${x}px, ${y}px) scale(${scale})`;

const hasReason = (tile: Tile): boolean => tile.state === "stale" || (tile.state !== "live" && tile.reason !== "");

/** When the picture stopped, and why if anybody knows. */
function reasonOf({ state, ageS, reason }: Tile): string {
  if (state !== "stale" || ageS === null) return reason;
  return `${t.viewer.stoppedAt(clockText(Date.now() - ageS * 1_000))} ${reason}`;
}
