/** One live session: the peer, its control channel and its slots, from the offer to the close. */

import type { Failure } from "../wire/failure";
import { failureFrom, fetchAnswer, fetchJson } from "../wire/http";
import type { FirstAnswer, LiveAnswer, ServerMessage, SlotRequest } from "../wire/types";
import { type Budget, budget, budgetMessage, isLimited } from "./budget";
import { Control } from "./control";
import { Decoding } from "./decoding";
import type { Peer } from "./peer";
import type { Pictures } from "./pictures";
import { type ScreenWish, widthOf } from "./screen-wish";
import type { SlotSample } from "./slot-sample";
import { assign, camerasOf, changed, emptySlots, requests, type Slots } from "./slots";

/** No packet for this long while live video is expected: the path is dead, long before the browser says so. */
const PACKET_SILENCE_MS = 1_500;

export interface LiveSessionEvents {
  opened(liveId: string): void;
  refused(failure: Failure): void;
  received(message: ServerMessage): void;
  /** The control channel stays closed; `failures` tries in a row. */
  channelLost(failures: number): void;
  packetsStalled(): void;
  restartRefused(failure: Failure): void;
  /** Some camera is in another video window now, or in none. */
  slotsChanged(): void;
}

export class LiveSession {
  private slots: Slots;
  private asked: SlotRequest[];
  private control: Control | null = null;
  private readonly decoding = new Decoding();
  private isClosed = false;
  private packets = 0;
  private packetsAtMs = Date.now();

  constructor(
    private readonly peer: Peer,
    private readonly pictures: Pictures,
    private wish: ScreenWish,
    private readonly events: LiveSessionEvents,
    private readonly first: FirstAnswer | null = null,
    /** As whom it is asked for, where the browser could be several. */
    private readonly query = "",
  ) {
    this.slots = first === null ? assign(emptySlots(peer.slotCount), wish) : camerasOf(first.slots, peer.slotCount);
    this.asked = this.slotRequests();
    pictures.restart(peer.slotCount);
    pictures.assign(this.slots);
  }

  /** With a first answer there is nothing to ask. */
  async open(): Promise<void> {
    try {
      const answer = this.first ?? (await this.ask());
      if (this.isClosed) {
        this.remove(answer.live_id);
        return;
      }
      const accepted = this.peer.accept(answer.sdp);
      const events = {
        opened: () => this.onChannelOpened(),
        received: (message: ServerMessage) => this.onMessage(message),
        lost: (failures: number) => this.events.channelLost(failures),
      };
      this.control = new Control(answer.live_id, events, this.query);
      await accepted;
      this.events.opened(answer.live_id);
    } catch (error) {
      const failure = failureFrom(error);
      if (this.isClosed) return;
      this.close();
      this.events.refused(failure);
    }
  }

  private async ask(): Promise<LiveAnswer> {
    const sdp = await this.peer.offer();
    return fetchJson<LiveAnswer>("POST", `/api/live${this.query}`, { sdp, slots: this.asked });
  }

  /** New ICE credentials on the same session, for a path that has died. */
  async restartIce(): Promise<void> {
    const path = this.path;
    if (path === null) return;
    this.hurry();
    try {
      const body = await this.peer.restart();
      const answer = await fetchAnswer("PATCH", path, { body, type: "application/trickle-ice-sdpfrag" });
      if (!this.isClosed) await this.peer.acceptRestart(await answer.text());
    } catch (error) {
      const failure = failureFrom(error);
      if (!this.isClosed) this.events.restartRefused(failure);
    }
  }

  /** What is on the screen now. */
  show(wish: ScreenWish): void {
    this.wish = wish;
    this.askForSlots();
  }

  stream(cameraId: string): MediaStream | null {
    const slot = this.slots.indexOf(cameraId);
    return slot === -1 ? null : this.peer.stream(slot);
  }

  /** What the officer lets this phone use, from now on. */
  limit(limits: Budget): void {
    this.control?.send(budgetMessage(limits));
  }

  /** What the browser has counted of a camera's video; null when it is in no window. */
  async sample(cameraId: string): Promise<SlotSample | null> {
    const slot = this.slots.indexOf(cameraId);
    return slot === -1 ? null : this.peer.sample(slot);
  }

  /** RTP time of a camera's picture on the screen, for browsers whose video elements do not tell it. */
  renderedRtpTimestamp(cameraId: string): number | null {
    const slot = this.slots.indexOf(cameraId);
    return slot === -1 ? null : this.peer.renderedRtpTimestamp(slot);
  }

  /** Looks whether what should come comes; call it about twice a second while the page is on the screen. */
  async lookAfter(): Promise<void> {
    await Promise.all([this.watchPackets(), this.watchDecoding()]);
  }

  /** Whether packets still come. */
  private async watchPackets(): Promise<void> {
    const nowMs = Date.now();
    const isQuiet = nowMs - this.pictures.lastPresentedAtMs > PACKET_SILENCE_MS;
    if (!isQuiet || !this.pictures.isLiveExpected) {
      this.packetsAtMs = nowMs;
      return;
    }
    const packets = await this.peer.packetCount();
    if (packets !== this.packets) {
      this.packets = packets;
      this.packetsAtMs = nowMs;
    } else if (nowMs - this.packetsAtMs > PACKET_SILENCE_MS) {
      this.events.packetsStalled();
    }
  }

  /** Whether packets become pictures, where they should. */
  private async watchDecoding(): Promise<void> {
    const samples = new Map<string, SlotSample>();
    for (const cameraId of this.pictures.withoutVideo(this.slots.filter((it) => it !== null))) {
      if (this.pictures.slotState(cameraId)?.delivery !== "live") continue;
      const sample = await this.sample(cameraId);
      if (sample !== null) samples.set(cameraId, sample);
    }
    if (this.decoding.take(samples)) this.askForSlots();
  }

  /** The page was asleep: silence until now says nothing about the path. */
  forgetSilence(): void {
    this.packetsAtMs = Date.now();
  }

  /** The network or the page is back: do not wait for the channel's next try. */
  hurry(): void {
    this.control?.hurry();
  }

  close(): void {
    const liveId = this.control?.liveId;
    this.isClosed = true;
    this.control?.close();
    this.peer.close();
    if (liveId !== undefined) this.remove(liveId);
  }

  private get path(): string | null {
    return this.control === null ? null : this.pathOf(this.control.liveId);
  }

  private pathOf(liveId: string): string {
    return `/api/live/${encodeURIComponent(liveId)}${this.query}`;
  }

  /** Nobody waits for it, nor need the page: the service also ends a session whose phone has fallen silent. */
  private remove(liveId: string): void {
    fetchAnswer("DELETE", this.pathOf(liveId), { outlivesPage: true }).catch(failureFrom);
  }

  private onChannelOpened(): void {
    this.control?.send({ type: "set_slots", slots: this.asked });
    if (isLimited(budget.peek())) this.limit(budget.peek());
  }

  private onMessage(message: ServerMessage): void {
    this.events.received(message);
    // A slot has settled: it may be given to the next camera.
    if (message.type === "slot_states") this.askForSlots();
  }

  private slotRequests(): SlotRequest[] {
    return requests(
      this.slots,
      this.wish,
      (cameraId) => widthOf(this.wish, cameraId),
      (cameraId) => this.decoding.isUndecodable(cameraId),
    );
  }

  private askForSlots(): void {
    if (this.isClosed) return;
    const before = this.slots;
    this.slots = assign(before, this.wish, (slot) => this.pictures.isSettled(slot));
    const next = this.slotRequests();
    const news = changed(this.asked, next);
    if (news.length === 0) return;
    this.asked = next;
    this.pictures.assign(this.slots);
    this.control?.send({ type: "set_slots", slots: news });
    if (this.slots.some((cameraId, slot) => cameraId !== before[slot])) this.events.slotsChanged();
  }
}
