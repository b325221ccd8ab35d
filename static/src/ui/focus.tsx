/** The large picture of one camera, with the way to its neighbours. */

import { useEffect, useRef } from "preact/hooks";
import type { Pictures } from "../live/pictures";
import type { Tile } from "../live/tile";
import type { Watch } from "../live/watch";
import type { CameraView } from "../wire/types";
import { Badge, spoken } from "./badge";
import { CloseIcon, NextIcon, PreviousIcon } from "./icons";
import { Picture } from "./picture";
import { t } from "./strings";
import { clockText } from "./time";

/** A finger that moved this far sideways meant the next camera, not a tap. */
const SWIPE_PX = 48;

interface Props {
  readonly watch: Watch;
  readonly pictures: Pictures;
  readonly camera: CameraView;
  readonly place: string;
  readonly onStep: (step: 1 | -1) => void;
  readonly onClose: () => void;
}

export function Focus({ watch, pictures, camera, place, onStep, onClose }: Props) {
  const root = useRef<HTMLElement>(null);
  const tile = pictures.tile(camera.camera_id).value;
  useEffect(() => (root.current === null ? undefined : onSwipe(root.current, onStep)), [onStep]);
  return (
    <section
      class="focus"
      ref={root}
      data-testid="focus-view"
      data-camera-id={camera.camera_id}
      data-state={tile.state}
      aria-label={`${t.viewer.focus}: ${camera.name}, ${spoken(tile)}`}
    >
      <div class="focus-picture">
        <Picture watch={watch} pictures={pictures} cameraId={camera.camera_id} key={camera.camera_id} />
        <div class="focus-badge">
          <Badge tile={tile} isPrecise />
          {hasReason(tile) && <p class="focus-reason">{reasonOf(tile)}</p>}
        </div>
      </div>
      <div class="focus-bar">
        <p class="focus-name">
          <strong>{camera.name}</strong>
          <span>{place}</span>
        </p>
        <button type="button" aria-label={t.viewer.previous} data-testid="focus-previous" onClick={() => onStep(-1)}>
          <PreviousIcon />
        </button>
        <button type="button" aria-label={t.viewer.next} data-testid="focus-next" onClick={() => onStep(1)}>
          <NextIcon />
        </button>
        <button type="button" aria-label={t.viewer.close} data-testid="focus-close" onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
    </section>
  );
}

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
