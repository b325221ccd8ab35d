/** Carries out what the session machine decides, and tells it what happened: the whole access of one phone. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { NO_WEBRTC } from "../wire/failure";
import { failureFrom, fetchJson } from "../wire/http";
import type { FirstAnswer, FirstOffer, RedeemRequest, ResponderView, ServerMessage } from "../wire/types";
import { budget, isLimited } from "./budget";
import { DataUse } from "./data-use";
import { type Instead, insteadOf, paceOf } from "./floor";
import { LiveSession, type LiveSessionEvents } from "./live-session";
import { forget, recall, remember } from "./memory";
import { followPage } from "./page-life";
import { Peer } from "./peer";
import { Posters } from "./posters";
import { NOTHING_ON_SCREEN, onScreen, type ScreenWish } from "./screen-wish";
import { advance } from "./session";
import {
  type Command,
  darkSinceMs,
  deadlineMs,
  hasAccess,
  INVITED,
  type Session,
  type SessionEvent,
} from "./session-state";
import type { SlotSample } from "./slot-sample";
import { type Viewing, viewingOf } from "./viewing";

/** Video windows of a phone: more than fit on its screen, few enough that the offer goes out in one flight. */
const SLOT_COUNT = 12;

/** How often ages, deadlines and the flow of packets are looked at. */
const TICK_MS = 500;

/** The permit is asked for when the channel stays closed this often: it may have been closed for a reason. */
const LOST_BEFORE_ASKING = 2;

/** The service ends an access by itself; when it seems not to have, ask this often. */
const OVERDUE_MS = 3_000;

/** What the screen will show first: live video is asked for before anything is laid out. */
export interface FirstScreen {
  /** Before the cameras are known: how many pictures, and how wide in device pixels. */
  size(): Omit<FirstOffer, "sdp">;
  wish(view: ResponderView): ScreenWish;
}

export class Watch {
  readonly posters = new Posters(() => void this.confirmPermit());
  /** Changes when the video windows do: a new live session, or cameras in other slots. */
  readonly streamVersion = signal(0);
  /** What stands in for live video where it has been missing for longer than a hiccup. */
  readonly instead: Signal<Instead> = signal(null);
  /** Data that pictures have cost since the page was opened, live and still. */
  readonly usedBytes = signal(0);
  private readonly use = new DataUse();
  private readonly current: Signal<Viewing | null> = signal(null);
  private readonly state: Signal<Session> = signal(INVITED);
  private live: LiveSession | null = null;
  private prepared: Peer | null = null;
  /** Live video that began with the tap and has not been taken up yet. */
  private first: FirstAnswer | null = null;
  private wish: ScreenWish = NOTHING_ON_SCREEN;
  private isHidden = false;
  private pin: string | null = null;
  private askedPermitAtMs = 0;

  constructor(
    private readonly token: string | null,
    private readonly screen: FirstScreen,
  ) {
    this.prepare();
    window.setInterval(() => this.tick(), TICK_MS);
    budget.subscribe((limits) => this.live?.limit(limits));
    followPage({
      hidden: () => this.setHidden(true),
      shown: (wasAsleep) => this.onShown(wasAsleep),
      networkChanged: () => this.onNetwork(),
    });
  }

  get session(): ReadonlySignal<Session> {
    return this.state;
  }

  get viewing(): ReadonlySignal<Viewing | null> {
    return this.current;
  }

  /** The officer's tap, which is also the gesture that lets videos play; with the PIN where the link asks for one. */
  tap(pin: string | null = null): void {
    this.pin = pin;
    this.dispatch({ type: "tapped" });
  }

  /** The page was opened by a device that may already have a permit: a reload, or the address without its token. */
  resume(): void {
    this.dispatch({ type: "page-reloaded" });
  }

  /** What is on the screen now. */
  show(wish: ScreenWish): void {
    this.wish = wish;
    this.passOnWish();
  }

  /** The video window that a camera is in, or null. */
  stream(cameraId: string): MediaStream | null {
    return this.live?.stream(cameraId) ?? null;
  }

  /** What the browser has counted of a camera's video; null while there is none. */
  async sample(cameraId: string): Promise<SlotSample | null> {
    return (await this.live?.sample(cameraId)) ?? null;
  }

  /** A video element has put a picture of the camera on the screen. */
  onPresented(cameraId: string, rtpTimestamp: number | undefined): void {
    const rtp = rtpTimestamp ?? this.live?.renderedRtpTimestamp(cameraId) ?? null;
    if (rtp === null) return;
    this.current.peek()?.pictures.onPresented(cameraId, { rtpTimestamp: rtp, presentedAtMs: Date.now() });
    if (darkSinceMs(this.state.peek()) !== null) this.dispatch({ type: "packets-flowed" });
  }

  private prepare(): void {
    if (Peer.isSupported()) this.prepared = new Peer(SLOT_COUNT, () => this.dispatch({ type: "peer-failed" }));
  }

  private dispatch(event: SessionEvent): void {
    const { session, commands } = advance(this.state.peek(), event, Date.now());
    this.state.value = session;
    for (const command of commands) this.carryOut(command);
  }

  private carryOut(command: Command): void {
    switch (command) {
      case "redeem":
        void this.enter(this.redeem());
        return;
      case "ask-permit":
        void this.enter(fetchJson("GET", "/api/permit"));
        return;
      case "open-live":
        this.openLive();
        return;
      case "restart-ice":
        void this.live?.restartIce();
        return;
      case "close-live":
        this.closeLive();
        return;
      case "wipe":
        this.wipe();
    }
  }

  /** The tap carries the offer: what comes back is the access and its live video in one. */
  private redeem(): Promise<ResponderView> {
    const live = this.firstOffer();
    return fetchJson("POST", "/api/redeem", { token: this.token ?? "", pin: this.pin, live } satisfies RedeemRequest);
  }

  /** Null when there is none yet, or never will be: that keeps nobody waiting, and nobody out. */
  private firstOffer(): FirstOffer | null {
    const sdp = this.prepared?.readyOffer ?? null;
    const size = this.screen.size();
    return sdp === null ? null : { ...size, sdp, visible: Math.min(size.visible, SLOT_COUNT) };
  }

  private async enter(answer: Promise<ResponderView>): Promise<void> {
    try {
      const view = await answer;
      await this.connect(view.live ?? null);
      this.begin(view);
    } catch (error) {
      this.dispatch({ type: "entry-refused", failure: failureFrom(error), hasToken: this.token !== null });
      this.showMemory();
    }
  }

  /** The way to the service is opened before anything is laid out; the live session sees whether it worked. */
  private async connect(live: FirstAnswer | null): Promise<void> {
    if (live !== null) await Promise.allSettled([this.prepared?.accept(live.sdp)]);
  }

  private begin({ live, ...view }: ResponderView): void {
    const nowMs = Date.now();
    this.wish = this.screen.wish(view);
    this.current.value = viewingOf(view, this.posters, nowMs);
    this.first = live ?? null;
    this.dispatch({ type: "entered" });
    this.passOnWish();
    remember(view, nowMs);
  }

  /** While the permit cannot be asked for, the map of the last time is better than nothing; there are no pictures. */
  private showMemory(): void {
    const { phase } = this.state.peek();
    const memory = phase === "entering" && this.current.peek() === null ? recall(Date.now()) : null;
    if (memory === null) return;
    this.current.value = viewingOf(memory.view, this.posters, Date.now(), memory.rememberedAtMs);
  }

  private openLive(): void {
    const viewing = this.current.peek();
    if (this.prepared === null) this.prepare();
    const peer = this.prepared;
    if (peer === null || viewing === null) {
      this.dispatch({ type: "live-unsupported", failure: { reason: NO_WEBRTC, detail: "" } });
      return;
    }
    const first = this.first;
    this.prepared = this.first = null;
    this.live = new LiveSession(peer, viewing.pictures, this.wishNow, this.liveEvents(), first);
    this.streamVersion.value += 1;
    void this.live.open();
  }

  private liveEvents(): LiveSessionEvents {
    return {
      opened: (liveId) => this.dispatch({ type: "live-opened", liveId }),
      refused: (failure) => this.dispatch({ type: "live-refused", failure }),
      received: (message) => this.onMessage(message),
      channelLost: (failures) => {
        if (failures >= LOST_BEFORE_ASKING) void this.confirmPermit();
      },
      packetsStalled: () => this.dispatch({ type: "packets-stalled" }),
      restartRefused: (failure) => this.dispatch({ type: "restart-refused", failure }),
      slotsChanged: () => {
        this.streamVersion.value += 1;
      },
    };
  }

  private onMessage(message: ServerMessage): void {
    const viewing = this.current.peek();
    if (viewing === null) return;
    switch (message.type) {
      case "slot_states":
        viewing.pictures.onStates(message.slots);
        return;
      case "slot_clocks":
        viewing.pictures.onClocks(message.clocks);
        return;
      case "camera_statuses":
        viewing.pictures.onStatuses(message.cameras);
        return;
      case "pong":
        viewing.clock.onPong(message.client_time_ms, message.server_time_ms, Date.now());
        return;
      case "link_report":
        viewing.link.value = message;
        this.countData(message.sent_bytes);
        return;
      case "attention":
        viewing.attention.value = new Map(message.cameras.map(({ camera_id, agencies }) => [camera_id, agencies]));
        return;
      case "permit_changed":
        viewing.expiresAtMs.value = message.expires_at_ms;
        return;
      case "access_ended":
        this.dispatch({ type: "access-ended", failure: { reason: message.reason, detail: message.detail } });
        return;
      case "live_ended":
        this.dispatch({ type: "live-ended" });
    }
  }

  private countData(sentBytes: number): void {
    const session = this.state.peek();
    if (session.phase === "watching") this.use.onLive(session.liveId, sentBytes);
    this.usedBytes.value = this.use.liveBytes + this.posters.bytes;
  }

  /** The channel stays closed, or the time is over: is the permit still good? */
  private async confirmPermit(): Promise<void> {
    const nowMs = Date.now();
    if (nowMs - this.askedPermitAtMs < OVERDUE_MS) return;
    this.askedPermitAtMs = nowMs;
    try {
      const view = await fetchJson<ResponderView>("GET", "/api/permit");
      const viewing = this.current.peek();
      if (viewing !== null) viewing.expiresAtMs.value = view.expires_at_ms;
    } catch (error) {
      this.dispatch({ type: "permit-refused", failure: failureFrom(error) });
    }
  }

  private closeLive(): void {
    this.live?.close();
    this.live = null;
    this.streamVersion.value += 1;
  }

  private wipe(): void {
    this.closeLive();
    this.current.value = null;
    this.posters.clear();
    forget();
  }

  private get wishNow(): ScreenWish {
    return this.isHidden ? NOTHING_ON_SCREEN : this.wish;
  }

  private passOnWish(): void {
    this.live?.show(this.wishNow);
    this.askForPosters();
  }

  private askForPosters(): void {
    const viewing = this.current.peek();
    const session = this.state.peek();
    if (viewing === null || !hasAccess(session)) return;
    this.instead.value = insteadOf(session, this.posters.answeredAtMs, Date.now());
    const pace = paceOf(this.instead.value, isLimited(budget.peek()));
    this.posters.want(viewing.pictures.withoutVideo(onScreen(this.wishNow)), pace);
  }

  private tick(): void {
    const nowMs = Date.now();
    const dueMs = deadlineMs(this.state.peek());
    if (dueMs !== null && nowMs >= dueMs) this.dispatch({ type: "time-passed" });
    const viewing = this.current.peek();
    if (viewing === null || viewing.rememberedAtMs !== null) return;
    viewing.pictures.refresh();
    this.askForPosters();
    if (!document.hidden) void this.live?.watchPackets();
    if (viewing.clock.serverMs(nowMs) > viewing.expiresAtMs.peek() + OVERDUE_MS) void this.confirmPermit();
  }

  private onNetwork(): void {
    this.live?.hurry();
    this.dispatch({ type: "network-changed" });
  }

  private onShown(wasAsleep: boolean): void {
    this.live?.forgetSilence();
    this.setHidden(false);
    if (wasAsleep) this.onNetwork();
    else this.dispatch({ type: "page-shown" });
  }

  private setHidden(isHidden: boolean): void {
    this.isHidden = isHidden;
    this.passOnWish();
  }
}
