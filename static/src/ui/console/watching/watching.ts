/** Cameras on a page of the console: live video where it comes, photos where it does not, until the page is left. */

import { type Signal, signal } from "@preact/signals";
import { budget, isLimited } from "../../../live/budget";
import { paceOf } from "../../../live/floor";
import { LiveSession } from "../../../live/live-session";
import { Peer } from "../../../live/peer";
import { Pictures } from "../../../live/pictures";
import { Posters } from "../../../live/posters";
import { NOTHING_ON_SCREEN, onScreen, type ScreenWish } from "../../../live/screen-wish";
import { ServerClock } from "../../../live/server-clock";
import type { ServerMessage, WatchableCameras } from "../../../wire/types";
import type { Source } from "../../picture";

/** As many as fit on a phone's screen, and on a desk's: without an incident nothing else connects a camera. */
const PHONE_SLOTS = 12;
const DESK_SLOTS = 24;

const DESK_MIN_WIDTH_PX = 700;

const slotCount = (): number => (window.innerWidth >= DESK_MIN_WIDTH_PX ? DESK_SLOTS : PHONE_SLOTS);

/** How often ages and the flow of packets are looked at. */
const TICK_MS = 500;

/** A session that broke is opened anew; photos stand in meanwhile. */
const RETRY_MS = 3_000;

/** The channel stays closed this often: it may have been closed for a reason. */
const LOST_BEFORE_ASKING = 2;

export class Watching implements Source {
  readonly posters: Posters;
  readonly pictures: Pictures;
  readonly clock: ServerClock;
  readonly streamVersion = signal(0);
  private readonly now: Signal<WatchableCameras>;
  private session: LiveSession | null = null;
  private wish: ScreenWish = NOTHING_ON_SCREEN;
  private retryAtMs = 0;
  /** Of the campus, as the service said last; null before. */
  private mapVersion: string | null = null;
  private readonly timer: number;

  /** `onDoubt` is told when access may be over, or its cameras others. */
  constructor(
    told: WatchableCameras,
    private readonly query: string,
    private readonly onDoubt: () => void,
  ) {
    this.now = signal(told);
    this.posters = new Posters(onDoubt, query, (version) => this.onMap(version));
    this.clock = new ServerClock(told.server_time_ms, Date.now());
    this.pictures = new Pictures(told.cameras, this.clock, this.posters);
    this.timer = window.setInterval(() => this.tick(), TICK_MS);
  }

  /** As it is now: who reads it follows it. */
  get told(): WatchableCameras {
    return this.now.value;
  }

  /** Other cameras, or the same in other places: what goes on is shown on. */
  retell(told: WatchableCameras): void {
    this.pictures.know(told.cameras);
    this.now.value = told;
  }

  /** The map is another one than that of which was told. */
  get isOutdated(): boolean {
    return this.mapVersion !== null && this.mapVersion !== this.now.peek().map_version;
  }

  /** What is on the screen now. */
  show(wish: ScreenWish): void {
    this.wish = wish;
    this.tick();
  }

  stream(cameraId: string): MediaStream | null {
    return this.session?.stream(cameraId) ?? null;
  }

  onPresented(cameraId: string, rtpTimestamp: number | undefined): void {
    const rtp = rtpTimestamp ?? this.session?.renderedRtpTimestamp(cameraId) ?? null;
    if (rtp !== null) this.pictures.onPresented(cameraId, { rtpTimestamp: rtp, presentedAtMs: Date.now() });
  }

  leave(): void {
    window.clearInterval(this.timer);
    this.drop();
    this.posters.clear();
  }

  private get wishNow(): ScreenWish {
    return document.hidden ? NOTHING_ON_SCREEN : this.wish;
  }

  private tick(): void {
    this.pictures.refresh();
    if (this.session === null) this.open();
    else this.session.show(this.wishNow);
    if (!document.hidden) void this.session?.lookAfter();
    const pace = paceOf(this.session === null ? "photos" : null, isLimited(budget.peek()));
    this.posters.want(this.pictures.withoutVideo(onScreen(this.wishNow)), pace);
  }

  private open(): void {
    if (document.hidden || Date.now() < this.retryAtMs || this.wish.visible.length === 0 || !Peer.isSupported()) return;
    const peer = new Peer(slotCount(), () => this.drop());
    const events = {
      opened: () => {},
      refused: () => this.doubt(),
      received: (message: ServerMessage) => this.onMessage(message),
      channelLost: (failures: number) => {
        if (failures >= LOST_BEFORE_ASKING) this.onDoubt();
      },
      packetsStalled: () => this.drop(),
      restartRefused: () => this.drop(),
      slotsChanged: () => this.onSlots(),
    };
    this.session = new LiveSession(peer, this.pictures, this.wishNow, events, null, this.query);
    this.onSlots();
    void this.session.open();
  }

  private onMessage(message: ServerMessage): void {
    switch (message.type) {
      case "slot_states":
        this.pictures.onStates(message.slots);
        return;
      case "slot_clocks":
        this.pictures.onClocks(message.clocks);
        return;
      case "camera_statuses":
        this.pictures.onStatuses(message.cameras);
        return;
      case "pong":
        this.clock.onPong(message.client_time_ms, message.server_time_ms, Date.now());
        return;
      case "map_in_place":
        this.onMap(message.version);
        return;
      case "live_ended":
        this.drop();
        return;
      case "access_ended":
      case "permit_changed":
        this.doubt();
    }
  }

  /** As the live session tells it, or a photo beside it or in its place. */
  private onMap(version: string): void {
    if (version === this.mapVersion) return;
    this.mapVersion = version;
    if (this.isOutdated) this.onDoubt();
  }

  private doubt(): void {
    this.drop();
    this.onDoubt();
  }

  private drop(): void {
    this.session?.close();
    this.session = null;
    this.retryAtMs = Date.now() + RETRY_MS;
    this.onSlots();
  }

  private onSlots(): void {
    this.streamVersion.value += 1;
  }
}
