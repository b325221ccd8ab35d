/** What a finger or the keyboard takes hold of: the camera itself, and the end of its centre line. */

import type { ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { PlacingMap, ScreenPoint } from "../../../map/placing-map";
import { w } from "../words";
import { aimedAt, moved, type Placing, putAt, turned } from "./placing";
import type { Edit, PlacingState } from "./placing-state";

/** Two targets of 64 px side by side, and a gap that a gloved finger finds. */
const AIM_PX = 104;

const STEP_M = 0.25;
const TURN_DEG = 5;
/** With Shift: across a room, or by a degree. */
const FAR_STEP_M = 2;
const FINE_TURN_DEG = 1;

interface Props {
  readonly placing: PlacingState;
  readonly edit: Edit;
  readonly map: PlacingMap;
  readonly frame: ReadonlySignal<number>;
}

export function Handles({ placing, edit, map, frame }: Props) {
  // Read, so that the handles follow the map.
  const isAt = frame.value >= 0 ? map.toScreen(edit.placing) : { x: 0, y: 0 };
  const aim = aimOf(edit.placing, isAt);
  return (
    <div class="handles">
      <p class="unseen" id="placing-keys">
        {w.placing.keys}
      </p>
      {aim !== null && <AimLine from={isAt} to={aim} />}
      {aim !== null && (
        <Handle
          class="handle aim"
          testId="handle-aim"
          label={w.placing.aim(edit.camera.name)}
          at={aim}
          onDrag={(point) => placing.change((before) => aimedAt(before, map.toGround(point)))}
          onKey={(event) => turnedBy(event, true)}
          placing={placing}
          map={map}
        />
      )}
      <Handle
        class="handle"
        testId="handle-camera"
        label={w.placing.move(edit.camera.name)}
        at={isAt}
        onDrag={(point) => placing.change((before) => putAt(before, map.toGround(point)))}
        onKey={(event) => movedBy(event) ?? turnedBy(event, false)}
        placing={placing}
        map={map}
      />
    </div>
  );
}

type Change = (placing: Placing) => Placing;

interface HandleProps {
  readonly class: string;
  readonly testId: string;
  readonly label: string;
  readonly at: ScreenPoint;
  readonly onDrag: (point: ScreenPoint) => void;
  /** What a key does; null for nothing. */
  readonly onKey: (event: KeyboardEvent) => Change | null;
  readonly placing: PlacingState;
  readonly map: PlacingMap;
}

function Handle({ at, onDrag, onKey, placing, map, label, testId, ...rest }: HandleProps) {
  /** From the finger to the middle of the handle: it does not jump under it. */
  const grip = useRef<ScreenPoint>({ x: 0, y: 0 });
  return (
    <button
      type="button"
      class={rest.class}
      data-testid={testId}
      aria-label={label}
      aria-describedby="placing-keys"
      style={{ transform: `translate(${at.x}px, ${at.y}px)` }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { x: at.x - event.clientX, y: at.y - event.clientY };
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        onDrag({ x: event.clientX + grip.current.x, y: event.clientY + grip.current.y });
      }}
      onKeyDown={(event) => {
        const change = onKey(event);
        if (change === null) return;
        event.preventDefault();
        placing.change(change);
        const placed = placing.edit.peek()?.placing;
        if (placed !== undefined) map.reveal(placed);
      }}
    />
  );
}

function AimLine({ from, to }: { from: ScreenPoint; to: ScreenPoint }) {
  return (
    <svg class="aim-line" aria-hidden="true" focusable="false">
      <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
    </svg>
  );
}

function aimOf({ optics }: Placing, { x, y }: ScreenPoint): ScreenPoint | null {
  if (optics === null) return null;
  const azimuth = (optics.azimuthDeg * Math.PI) / 180;
  return { x: x + AIM_PX * Math.sin(azimuth), y: y - AIM_PX * Math.cos(azimuth) };
}

const DIRECTIONS: Record<string, readonly [east: number, north: number]> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

function movedBy(event: KeyboardEvent): Change | null {
  const direction = DIRECTIONS[event.key];
  if (direction === undefined) return null;
  const stepM = event.shiftKey ? FAR_STEP_M : STEP_M;
  return (placing) => moved(placing, direction[0] * stepM, direction[1] * stepM);
}

/** Some keyboards reach the brackets only with Shift; those get the fine turn with the braces. */
const TURNS: Record<string, number> = { "[": -TURN_DEG, "]": TURN_DEG, "{": -FINE_TURN_DEG, "}": FINE_TURN_DEG };

function turnedBy(event: KeyboardEvent, withArrows: boolean): Change | null {
  const arrow = withArrows ? DIRECTIONS[event.key] : undefined;
  const byDeg = arrow === undefined ? TURNS[event.key] : (arrow[0] + arrow[1]) * TURN_DEG;
  return byDeg === undefined ? null : (placing) => turned(placing, byDeg);
}
