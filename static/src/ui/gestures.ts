/** Fingers and wheel on the large picture: pinch and drag look closer, a swipe goes to the next camera. */

import { grown, moved, WHOLE, type Zoom } from "./zoom";

/** A finger that moved this far sideways meant the next camera, not a tap. */
const SWIPE_PX = 48;

/** One notch of a wheel. */
const WHEEL_FACTOR = 1.2;

export interface GestureEvents {
  zoomed(zoom: Zoom): void;
  swiped(step: 1 | -1): void;
}

interface Finger {
  readonly startX: number;
  readonly x: number;
  readonly y: number;
}

/** Listens on `element` until the answer is called. */
export function followGestures(element: HTMLElement, events: GestureEvents): () => void {
  const fingers = new Map<number, Finger>();
  let zoom = WHOLE;
  let wasPinch = false;

  const show = (next: Zoom) => {
    zoom = next;
    events.zoomed(zoom);
  };
  const fromMiddle = ({ x, y }: { x: number; y: number }) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: x - left - width / 2, y: y - top - height / 2 };
  };
  const frame = () => ({ width: element.clientWidth, height: element.clientHeight });

  const onDown = (event: PointerEvent) => {
    if (fingers.size === 0) wasPinch = false;
    fingers.set(event.pointerId, { startX: event.clientX, x: event.clientX, y: event.clientY });
    element.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = { startX: before.startX, x: event.clientX, y: event.clientY };
    fingers.set(event.pointerId, now);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) {
      if (zoom.scale > 1) show(moved(zoom, now.x - before.x, now.y - before.y, frame()));
      return;
    }
    wasPinch = true;
    const middle = fromMiddle({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    const factor = distance(now, other) / Math.max(1, distance(before, other));
    show(grown(zoom, factor, middle, frame()));
  };
  const onUp = (event: PointerEvent) => {
    const finger = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (finger === undefined || wasPinch || zoom.scale > 1) return;
    const movedPx = event.clientX - finger.startX;
    if (Math.abs(movedPx) >= SWIPE_PX) events.swiped(movedPx < 0 ? 1 : -1);
  };
  const onCancel = (event: PointerEvent) => fingers.delete(event.pointerId);
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const factor = event.deltaY < 0 ? WHEEL_FACTOR : 1 / WHEEL_FACTOR;
    show(grown(zoom, factor, fromMiddle({ x: event.clientX, y: event.clientY }), frame()));
  };

  element.addEventListener("pointerdown", onDown);
  element.addEventListener("pointermove", onMove);
  element.addEventListener("pointerup", onUp);
  element.addEventListener("pointercancel", onCancel);
  element.addEventListener("wheel", onWheel, { passive: false });
  return () => {
    element.removeEventListener("pointerdown", onDown);
    element.removeEventListener("pointermove", onMove);
    element.removeEventListener("pointerup", onUp);
    element.removeEventListener("pointercancel", onCancel);
    element.removeEventListener("wheel", onWheel);
  };
}

const distance = (one: Finger, other: Finger): number => Math.hypot(one.x - other.x, one.y - other.y);
