/**
 * Whose picture a slot shows, and how old it is: a switched slot goes on showing its former camera for a moment.
 *
 * Rules
 * 1. The first camera that a slot is ever asked for owns everything that comes.
 * 2. After a change, a picture belongs to the new camera only when the service has confirmed that the camera's are
 *    sent, a clock came after that, and the picture is not older than that clock. Until then the slot shows nobody.
 * 3. Clocks are read in the order in which they came; one from before a change dates nothing after it.
 */

import type { Delivery, SlotClock, SlotState } from "../wire/types";
import { capturedAtMs, type Presented, rtpDifference } from "./freshness";

export interface Picture {
  readonly cameraId: string;
  /** When the camera took it, in the server's milliseconds; null while no clock has come. */
  readonly capturedAtMs: number | null;
  /** When it came on the screen, in this device's milliseconds. */
  readonly presentedAtMs: number;
}

/** Deliveries with pictures in the slot itself. */
const SENT: ReadonlySet<Delivery> = new Set(["live", "stills"]);

export class SlotPicture {
  private cameraId: string | null = null;
  private isOwner = true;
  private isConfirmed = true;
  private state: SlotState | null = null;
  private clock: SlotClock | null = null;
  private presented: Presented | null = null;
  /** The newest picture since the change, whosever it is. */
  private newest: Presented | null = null;

  /** The page asks for a camera in this slot. */
  ask(cameraId: string | null): void {
    if (cameraId === this.cameraId) return;
    const isFirst = this.cameraId === null && this.presented === null && this.isOwner;
    this.cameraId = cameraId;
    this.isOwner = isFirst;
    this.isConfirmed = false;
    this.clock = null;
    this.presented = null;
    this.newest = null;
  }

  /** The service says what it pours into the slot. */
  onState(state: SlotState): void {
    this.state = state;
    if (state.camera_id === this.cameraId) this.isConfirmed = true;
  }

  /** A clock that comes before the service has confirmed the camera is one of the former camera. */
  onClock(clock: SlotClock): void {
    if (!this.isOwner && !(this.isConfirmed && this.state !== null && SENT.has(this.state.delivery))) return;
    this.clock = clock;
    // A single picture may have come before the clock that dates it, and the next one is seconds away.
    if (this.newest !== null) this.onPresented(this.newest);
  }

  /** A picture came on the screen. */
  onPresented(presented: Presented): void {
    this.newest = presented;
    if (this.isOwner) {
      this.presented = presented;
      return;
    }
    if (this.clock === null || rtpDifference(presented.rtpTimestamp, this.clock.rtp_timestamp) < 0) return;
    this.isOwner = true;
    this.presented = presented;
  }

  /** Nothing is on its way to the phone that was asked for before the last change. */
  get isSettled(): boolean {
    return this.isConfirmed;
  }

  /** What the service last said of the camera asked for, null before it did. */
  get told(): SlotState | null {
    return this.state !== null && this.state.camera_id === this.cameraId ? this.state : null;
  }

  get delivery(): Delivery | null {
    return this.told?.delivery ?? null;
  }

  /** One sentence of the service why the slot gets less than it has use for. */
  get reason(): string {
    return this.told?.reason ?? "";
  }

  /** The picture on the screen, or null when there is none of the camera that was asked for. */
  get picture(): Picture | null {
    if (this.cameraId === null || this.presented === null) return null;
    return {
      cameraId: this.cameraId,
      capturedAtMs: this.clock === null ? null : capturedAtMs(this.clock, this.presented.rtpTimestamp),
      presentedAtMs: this.presented.presentedAtMs,
    };
  }
}
