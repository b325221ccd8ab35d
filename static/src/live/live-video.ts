/** Live video on this phone: an offer made ahead of the tap, then one live session after the other. */

import { signal } from "@preact/signals";
import type { FirstAnswer, FirstOffer } from "../wire/types";
import { budget } from "./budget";
import { LiveSession, type LiveSessionEvents } from "./live-session";
import { Peer } from "./peer";
import type { Pictures } from "./pictures";
import type { ScreenWish } from "./screen-wish";

/** Video windows of a phone: more than fit on its screen, few enough that the offer goes out in one flight. */
const PHONE_SLOTS = 12;

/** A command post's wall shows sixteen pictures, the edge of the next row, and a large one. */
const WALL_SLOTS = 24;

const WALL_MIN_WIDTH_PX = 1_400;

/** A window that grows later keeps what it began with: its other pictures are photos. */
const slotCount = (): number => (window.innerWidth >= WALL_MIN_WIDTH_PX ? WALL_SLOTS : PHONE_SLOTS);

export interface LiveVideoEvents extends Omit<LiveSessionEvents, "slotsChanged"> {
  peerFailed(): void;
}

export class LiveVideo {
  /** Changes when the video windows do: a new live session, or cameras in other slots. */
  readonly streamVersion = signal(0);
  private current: LiveSession | null = null;
  private prepared: Peer | null = null;
  /** Live video that began with the tap and has not been taken up yet. */
  private first: FirstAnswer | null = null;

  /** `query` says as whom it is asked for, where the browser could be several. */
  constructor(
    private readonly query: string,
    private readonly events: LiveVideoEvents,
  ) {
    afterPainting(() => {
      if (this.prepared === null && this.current === null) this.prepare();
    });
    budget.subscribe((limits) => this.current?.limit(limits));
  }

  /** The live session of now; null between two. */
  get session(): LiveSession | null {
    return this.current;
  }

  /** What goes with the tap; null while there is no offer, or never will be: that keeps nobody waiting, nor out. */
  firstOffer(size: Omit<FirstOffer, "sdp">): FirstOffer | null {
    const sdp = this.prepared?.readyOffer ?? null;
    if (sdp === null || this.prepared === null) return null;
    return { ...size, sdp, visible: Math.min(size.visible, this.prepared.slotCount) };
  }

  /** The way to the service is opened before anything is laid out; the live session sees whether it worked. */
  async begin(first: FirstAnswer | null): Promise<void> {
    this.first = first;
    if (first !== null) await Promise.allSettled([this.prepared?.accept(first.sdp)]);
  }

  /** A new live session, with the one that began with the tap if there is one; false where no browser can. */
  open(pictures: Pictures, wish: ScreenWish): boolean {
    if (this.prepared === null) this.prepare();
    const [peer, first] = [this.prepared, this.first];
    if (peer === null) return false;
    this.prepared = this.first = null;
    this.current = new LiveSession(peer, pictures, wish, this.sessionEvents, first, this.query);
    this.onSlots();
    void this.current.open();
    return true;
  }

  close(): void {
    this.current?.close();
    this.current = null;
    this.onSlots();
  }

  private prepare(): void {
    if (Peer.isSupported()) this.prepared = new Peer(slotCount(), () => this.events.peerFailed());
  }

  private get sessionEvents(): LiveSessionEvents {
    return { ...this.events, slotsChanged: () => this.onSlots() };
  }

  private onSlots(): void {
    this.streamVersion.value += 1;
  }
}

/** The browser takes a while to make an offer: the page stands before, and nobody taps before it stands. */
function afterPainting(callback: () => void): void {
  requestAnimationFrame(() => setTimeout(callback));
}
