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

export class Gestures {
  private readonly fingers = new Map<number, Finger>();
  private readonly listening = new AbortController();
  private zoom = WHOLE;
  private wasPinch = false;

  /** Listens on `element` until `stop`. */
  constructor(
    private readonly element: HTMLElement,
    private readonly events: GestureEvents,
  ) {
    const { signal } = this.listening;
    element.addEventListener("pointerdown", (event) => this.onDown(event), { signal });
    element.addEventListener("pointermove", (event) => this.onMove(event), { signal });
    element.addEventListener("pointerup", (event) => this.onUp(event), { signal });
    element.addEventListener("pointercancel", (event) => this.fingers.delete(event.pointerId), { signal });
    element.addEventListener("wheel", (event) => this.onWheel(event), { signal, passive: false });
  }

  stop(): void {
    this.listening.abort();
  }

  private onDown(event: PointerEvent): void {
    if (this.fingers.size === 0) this.wasPinch = false;
    this.fingers.set(event.pointerId, { startX: event.clientX, x: event.clientX, y: event.clientY });
    this.element.setPointerCapture(event.pointerId);
  }

  private onMove(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = { startX: before.startX, x: event.clientX, y: event.clientY };
    this.fingers.set(event.pointerId, now);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) this.pinch(before, now, other);
    else if (this.zoom.scale > 1) this.show(moved(this.zoom, now.x - before.x, now.y - before.y, this.frame));
  }

  private pinch(before: Finger, now: Finger, other: Finger): void {
    this.wasPinch = true;
    const middle = this.fromMiddle((now.x + other.x) / 2, (now.y + other.y) / 2);
    const factor = distance(now, other) / Math.max(1, distance(before, other));
    this.show(grown(this.zoom, factor, middle, this.frame));
  }

  private onUp(event: PointerEvent): void {
    const finger = this.fingers.get(event.pointerId);
    this.fingers.delete(event.pointerId);
    if (finger === undefined || this.wasPinch || this.zoom.scale > 1) return;
    const movedPx = event.clientX - finger.startX;
    if (Math.abs(movedPx) >= SWIPE_PX) this.events.swiped(movedPx < 0 ? 1 : -1);
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    const factor = event.deltaY < 0 ? WHEEL_FACTOR : 1 / WHEEL_FACTOR;
    this.show(grown(this.zoom, factor, this.fromMiddle(event.clientX, event.clientY), this.frame));
  }

  private show(zoom: Zoom): void {
    this.zoom = zoom;
    this.events.zoomed(zoom);
  }

  private get frame() {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  private fromMiddle(x: number, y: number) {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    return { x: x - left - width / 2, y: y - top - height / 2 };
  }
}

const distance = (one: Finger, other: Finger): number => Math.hypot(one.x - other.x, one.y - other.y);
