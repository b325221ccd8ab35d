/** The large picture of one camera, with the way to its neighbours. */

import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Tile } from "../live/tile";
import type { CameraView } from "../wire/types";
import { Badge, spoken } from "./badge";
import { sectionName } from "./camera-sections";
import { Gestures } from "./gestures";
import { CloseIcon, GrowIcon, NextIcon, PreviousIcon, ShrinkIcon } from "./icons";
import { Picture } from "./picture";
import { SnapshotButton } from "./snapshot-button";
import { t } from "./strings";
import { clockText } from "./time";
import type { ViewerState } from "./viewer-state";
import { Watermark } from "./watermark";
import { WHOLE, type Zoom } from "./zoom";

interface Props {
  readonly state: ViewerState;
  readonly camera: CameraView;
}

export function Focus({ state, camera }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const zoom = useZoom(state, camera, frame);
  const { pictures } = state.viewing;
  const tile = pictures.tile(camera.camera_id).value;
  return (
    <section
      class={state.isFull.value ? "focus full" : "focus"}
      data-testid="focus-view"
      data-camera-id={camera.camera_id}
      data-state={tile.state}
      aria-label={`${t.viewer.focus}: ${camera.name}, ${spoken(tile)}`}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a double tap is only a shortcut for a button below. */}
      <div class="focus-picture" ref={frame} onDblClick={() => state.toggleFull()}>
        <div class="focus-zoom" style={{ transform: transformOf(zoom.value) }}>
          <Picture watch={state.watch} pictures={pictures} cameraId={camera.camera_id} key={camera.camera_id} />
        </div>
        <Watermark viewing={state.viewing} />
        <div class="focus-badge">
          <button
            type="button"
            class="focus-detail"
            data-testid="detail-open"
            aria-label={`${spoken(tile)}. ${t.detail.open}`}
            onClick={() => {
              state.panel.value = { type: "detail", cameraId: camera.camera_id };
            }}
          >
            <span aria-hidden="true">
              <Badge tile={tile} isPrecise />
            </span>
          </button>
          {hasReason(tile) && <p class="focus-reason">{reasonOf(tile)}</p>}
        </div>
        <SnapshotButton state={state} camera={camera} frame={frame} />
      </div>
      <Bar state={state} camera={camera} />
    </section>
  );
}

/** Follows fingers on the picture, and asks for as many pixels as are on the screen. */
function useZoom(
  state: ViewerState,
  camera: CameraView,
  frame: RefObject<HTMLDivElement | null>,
): ReadonlySignal<Zoom> {
  const zoom = useSignal(WHOLE);
  const isFull = state.isFull.value;
  useEffect(() => {
    zoom.value = WHOLE;
    if (frame.current === null) return undefined;
    const gestures = new Gestures(frame.current, {
      zoomed: (next) => {
        zoom.value = next;
      },
      swiped: (step) => state.step(step),
    });
    return () => gestures.stop();
  }, [state, camera.camera_id, isFull, zoom, frame]);
  // In whole steps: a pinch under way must not ask for another rung with every movement.
  const closeness = Math.ceil(zoom.value.scale);
  useEffect(() => {
    const width = frame.current?.clientWidth ?? 0;
    state.setFocusWidth(Math.round(width * window.devicePixelRatio * closeness));
  }, [state, isFull, closeness, frame]);
  return zoom;
}

function Bar({ state, camera }: Props) {
  const section = state.sectionOf(camera.camera_id);
  const isFull = state.isFull.value;
  return (
    <div class="focus-bar">
      <p class="focus-name">
        <strong>{camera.name}</strong>
        <span>{section === null ? "" : sectionName(section, state.sections, "place-first")}</span>
      </p>
      <Control label={isFull ? t.viewer.notFull : t.viewer.full} testId="focus-full" onTap={() => state.toggleFull()}>
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
