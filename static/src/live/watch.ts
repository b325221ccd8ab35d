/** Carries out what the session machine decides, and tells it what happened: the whole access of one phone. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { NO_WEBRTC } from "../wire/failure";
import { failureFrom } from "../wire/http";
import type { FirstOffer, ResponderView, ServerMessage } from "../wire/types";
import { isKept, SILENT_AFTER_MS } from "../worker/kept-page";
import { DataUse } from "./data-use";
import type { Key } from "./key";
import { LiveVideo } from "./live-video";
import { forget, recall, remember } from "./memory";
import { followPage } from "./page-life";
import { Posters } from "./posters";
import { Resurvey } from "./resurvey";
import { NOTHING_ON_SCREEN, type ScreenWish } from "./screen-wish";
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
import { StandIn } from "./stand-in";
import { takeIn, type Viewing, viewingOf } from "./viewing";

/** How often ages, deadlines and the flow of packets are looked at. */
const TICK_MS = 500;

/** The permit is asked for when the channel stays closed this often: it may have been closed for a reason. */
const LOST_BEFORE_ASKING = 2;

/** A permit that takes longer may never come: the map of the last time stands in for it meanwhile. */
const PERMIT_PATIENCE_MS = 700;

/** The service ends an access by itself; when it seems not to have, ask this often. */
const OVERDUE_MS = 3_000;

/** What the screen will show first: live video is asked for before anything is laid out. */
export interface FirstScreen {
  /** Before the cameras are known: how many pictures, and how wide in device pixels. */
  size(): Omit<FirstOffer, "sdp">;
  wish(view: ResponderView): ScreenWish;
}

export class Watch {
  readonly posters: Posters;
  readonly standIn: StandIn;
  /** The network had not answered for the page itself when it was opened. */
  readonly isPageKept = isKept(performance.getEntriesByType("navigation"));
  /** Data that pictures have cost since the page was opened, live and still. */
  readonly usedBytes = signal(0);
  private readonly use = new DataUse();
  private readonly current: Signal<Viewing | null> = signal(null);
  private readonly state: Signal<Session> = signal(INVITED);
  private readonly video: LiveVideo;
  private readonly resurvey: Resurvey;
  private wish: ScreenWish = NOTHING_ON_SCREEN;
  private isHidden = false;
  private askedPermitAtMs = 0;

  constructor(
    readonly key: Key,
    private readonly screen: FirstScreen,
  ) {
    this.posters = new Posters(() => void this.confirmPermit(), key.query);
    this.resurvey = new Resurvey(key.query);
    this.standIn = new StandIn(this.posters, this.resurvey, key.query);
    this.video = new LiveVideo(key.query, {
      opened: (liveId) => this.dispatch({ type: "live-opened", liveId }),
      refused: (failure) => this.dispatch({ type: "live-refused", failure }),
      received: (message) => this.onMessage(message),
      channelLost: (failures) => {
        if (failures >= LOST_BEFORE_ASKING) void this.confirmPermit();
      },
      packetsStalled: () => this.dispatch({ type: "packets-stalled" }),
      restartRefused: (failure) => this.dispatch({ type: "restart-refused", failure }),
      peerFailed: () => this.dispatch({ type: "peer-failed" }),
    });
    window.setInterval(() => this.tick(), TICK_MS);
    followPage({
      hidden: () => this.setHidden(true),
      shown: (wasAsleep) => this.onShown(wasAsleep),
      networkChanged: () => this.onNetwork(),
      left: () => this.video.close(),
    });
  }

  get session(): ReadonlySignal<Session> {
    return this.state;
  }

  get viewing(): ReadonlySignal<Viewing | null> {
    return this.current;
  }

  /** Changes when the video windows do: a new live session, or cameras in other slots. */
  get streamVersion(): ReadonlySignal<number> {
    return this.video.streamVersion;
  }

  /**
   * The officer's tap, which is also the gesture that lets videos play; with the PIN where the link asks for one,
   * and the spoken code where there is no link.
   */
  tap(pin: string | null = null, code: string | null = null): void {
    this.key.take(pin, code);
    this.dispatch({ type: "tapped" });
  }

  /** The page was opened by a device that may already have a permit: a reload, or the address without its token. */
  resume(): void {
    this.dispatch({ type: "page-reloaded" });
    const patienceMs = this.isPageKept ? SILENT_AFTER_MS - performance.now() : PERMIT_PATIENCE_MS;
    window.setTimeout(() => this.showMemory(), patienceMs);
  }

  /** What is on the screen now. */
  show(wish: ScreenWish): void {
    this.wish = wish;
    this.passOnWish();
  }

  /** The video window that a camera is in, or null. */
  stream(cameraId: string): MediaStream | null {
    return this.video.session?.stream(cameraId) ?? null;
  }

  /** What the browser has counted of a camera's video; null while there is none. */
  async sample(cameraId: string): Promise<SlotSample | null> {
    return (await this.video.session?.sample(cameraId)) ?? null;
  }

  /** A video element has put a picture of the camera on the screen. */
  onPresented(cameraId: string, rtpTimestamp: number | undefined): void {
    const rtp = rtpTimestamp ?? this.video.session?.renderedRtpTimestamp(cameraId) ?? null;
    if (rtp === null) return;
    this.current.peek()?.pictures.onPresented(cameraId, { rtpTimestamp: rtp, presentedAtMs: Date.now() });
    if (darkSinceMs(this.state.peek()) !== null) this.dispatch({ type: "packets-flowed" });
  }

  private dispatch(event: SessionEvent): void {
    const { session, commands } = advance(this.state.peek(), event, Date.now());
    this.state.value = session;
    for (const command of commands) this.carryOut(command);
  }

  private carryOut(command: Command): void {
    switch (command) {
      case "redeem":
        // The tap carries the offer: what comes back is the access and its live video in one.
        void this.enter(this.key.redeem(this.video.firstOffer(this.screen.size())));
        return;
      case "ask-permit":
        void this.enter(this.key.permit());
        return;
      case "open-live":
        this.openLive();
        return;
      case "restart-ice":
        void this.video.session?.restartIce();
        return;
      case "close-live":
        this.video.close();
        return;
      case "wipe":
        this.wipe();
    }
  }

  private async enter(answer: Promise<ResponderView>): Promise<void> {
    try {
      const { live, ...view } = await answer;
      await this.video.begin(live ?? null);
      this.begin(view);
    } catch (error) {
      this.dispatch({ type: "entry-refused", failure: failureFrom(error), hasToken: this.key.isHeld });
      this.showMemory();
    }
  }

  private begin(view: ResponderView): void {
    const nowMs = Date.now();
    this.wish = this.screen.wish(view);
    this.current.value = viewingOf(view, this.posters, this.key.query, nowMs);
    this.dispatch({ type: "entered" });
    this.passOnWish();
    remember(view, this.key.query, nowMs);
  }

  /** While the permit cannot be asked for, the map of the last time is better than nothing; there are no pictures. */
  private showMemory(): void {
    const { phase } = this.state.peek();
    const memory = phase === "entering" && this.current.peek() === null ? recall(this.key.query, Date.now()) : null;
    if (memory === null) return;
    const { view, rememberedAtMs } = memory;
    this.current.value = viewingOf(view, this.posters, this.key.query, Date.now(), rememberedAtMs);
  }

  private openLive(): void {
    const viewing = this.current.peek();
    if (viewing !== null && this.video.open(viewing.pictures, this.wishNow)) return;
    viewing?.pictures.expectNone();
    this.dispatch({ type: "live-unsupported", failure: { reason: NO_WEBRTC, detail: "" } });
  }

  private onMessage(message: ServerMessage): void {
    const viewing = this.current.peek();
    if (viewing === null) return;
    takeIn(viewing, message, Date.now());
    switch (message.type) {
      case "link_report":
        this.countData(message.sent_bytes);
        return;
      case "map_in_place":
        void this.resurvey.to(message.version, viewing);
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
      const view = await this.key.permit();
      const viewing = this.current.peek();
      if (viewing !== null) viewing.expiresAtMs.value = view.expires_at_ms;
    } catch (error) {
      this.dispatch({ type: "permit-refused", failure: failureFrom(error) });
    }
  }

  private wipe(): void {
    this.video.close();
    this.current.value = null;
    this.posters.clear();
    forget(this.key.query);
  }

  private get wishNow(): ScreenWish {
    return this.isHidden ? NOTHING_ON_SCREEN : this.wish;
  }

  private passOnWish(): void {
    this.video.session?.show(this.wishNow);
    this.askForPosters();
  }

  private askForPosters(): void {
    const viewing = this.current.peek();
    const session = this.state.peek();
    if (viewing !== null && hasAccess(session)) this.standIn.show(viewing, session, this.wishNow);
  }

  private tick(): void {
    const nowMs = Date.now();
    const dueMs = deadlineMs(this.state.peek());
    if (dueMs !== null && nowMs >= dueMs) this.dispatch({ type: "time-passed" });
    const viewing = this.current.peek();
    if (viewing === null || viewing.rememberedAtMs !== null) return;
    viewing.pictures.refresh();
    this.askForPosters();
    void this.standIn.ask(viewing, nowMs);
    if (!document.hidden) void this.video.session?.lookAfter();
    if (viewing.clock.serverMs(nowMs) > viewing.expiresAtMs.peek() + OVERDUE_MS) void this.confirmPermit();
  }

  private onNetwork(): void {
    this.video.session?.hurry();
    this.dispatch({ type: "network-changed" });
  }

  private onShown(wasAsleep: boolean): void {
    this.video.session?.forgetSilence();
    this.setHidden(false);
    if (wasAsleep) this.onNetwork();
    else this.dispatch({ type: "page-shown" });
  }

  private setHidden(isHidden: boolean): void {
    this.isHidden = isHidden;
    this.passOnWish();
  }
}
