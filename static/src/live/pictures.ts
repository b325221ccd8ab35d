/** Every camera's picture on this phone: joins slots, clocks, posters and statuses into one tile per camera. */

import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { CameraStatus, CameraView, SlotClock, SlotState } from "../wire/types";
import type { Presented } from "./freshness";
import type { Posters } from "./posters";
import type { ServerClock } from "./server-clock";
import { SlotPicture } from "./slot-picture";
import type { Slots } from "./slots";
import { CONNECTING, isSameTile, type Tile, type TileState, tileOf } from "./tile";

/** Stills come seconds apart, whole turns of a slow link later at most; without any for so long, photos may. */
const STILLS_PATIENCE_MS = 15_000;

interface Entry {
  status: CameraStatus;
  readonly tile: Signal<Tile>;
  /** The tile's state alone: it changes seldom, the age twice a second. */
  readonly state: ReadonlySignal<TileState>;
}

export class Pictures {
  private readonly entries = new Map<string, Entry>();
  private slots: SlotPicture[] = [];
  private slotOf = new Map<string, number>();
  /** When any slot last put a picture on the screen, in this device's milliseconds. */
  lastPresentedAtMs = 0;
  /** Whether the first live picture has come, or it is certain that none will. */
  private readonly isFirstDecided = signal(false);

  constructor(
    cameras: readonly CameraView[],
    private readonly clock: ServerClock,
    private readonly posters: Posters,
  ) {
    this.know(cameras);
  }

  /** Of cameras that are known already nothing changes. */
  know(cameras: readonly CameraView[]): void {
    for (const { camera_id, status } of cameras) {
      if (this.entries.has(camera_id)) continue;
      const tile = signal(CONNECTING);
      this.entries.set(camera_id, { status, tile, state: computed(() => tile.value.state) });
    }
  }

  tile(cameraId: string): ReadonlySignal<Tile> {
    return this.entry(cameraId).tile;
  }

  /** What the service last said of a camera's slot; null when it is in none. */
  slotState(cameraId: string): SlotState | null {
    return this.slots[this.slotOf.get(cameraId) ?? -1]?.told ?? null;
  }

  stateOf(cameraId: string): ReadonlySignal<TileState> {
    return this.entry(cameraId).state;
  }

  /**
   * Calls back once the first live picture has stood for `settleMs`, in which the others come, or after
   * `atLatestMs`; where none will come, `settleMs` after that is known. The answer takes the wish back.
   */
  afterFirstPictures(settleMs: number, atLatestMs: number, callback: () => void): () => void {
    let isDue = true;
    const once = () => {
      if (isDue) callback();
      isDue = false;
    };
    const timers = [window.setTimeout(once, atLatestMs)];
    const dispose = effect(() => {
      if (this.isFirstDecided.value) timers.push(window.setTimeout(once, settleMs));
    });
    return () => {
      isDue = false;
      timers.forEach((timer) => {
        window.clearTimeout(timer);
      });
      dispose();
    };
  }

  private entry(cameraId: string): Entry {
    const entry = this.entries.get(cameraId);
    if (entry === undefined) throw new RangeError(`No such camera: ${cameraId}`);
    return entry;
  }

  /** Live video cannot come to this phone at all: nothing need wait for it. */
  expectNone(): void {
    this.isFirstDecided.value = true;
  }

  /** A new live session: nothing that came over the former one counts. */
  restart(slotCount: number): void {
    this.slots = Array.from({ length: slotCount }, () => new SlotPicture());
    this.slotOf.clear();
  }

  assign(assignment: Slots): void {
    this.slotOf = new Map();
    assignment.forEach((cameraId, slot) => {
      this.slots[slot]?.ask(cameraId);
      if (cameraId !== null) this.slotOf.set(cameraId, slot);
    });
  }

  isSettled(slot: number): boolean {
    return this.slots[slot]?.isSettled ?? true;
  }

  /** Whether the service says that it is sending live pictures to this phone right now. */
  get isLiveExpected(): boolean {
    return this.slots.some((slot) => slot.delivery === "live");
  }

  onStates(states: readonly SlotState[]): void {
    for (const state of states) this.slots[state.slot]?.onState(state);
    this.refresh();
  }

  onClocks(clocks: readonly SlotClock[]): void {
    for (const clock of clocks) this.slots[clock.slot]?.onClock(clock);
    this.refresh();
  }

  onStatuses(statuses: readonly CameraStatus[]): void {
    for (const status of statuses) {
      const entry = this.entries.get(status.camera_id);
      if (entry !== undefined) entry.status = status;
    }
    this.refresh();
  }

  onPresented(cameraId: string, presented: Presented): void {
    const slot = this.slotOf.get(cameraId);
    if (slot === undefined) return;
    this.slots[slot]?.onPresented(presented);
    this.lastPresentedAtMs = presented.presentedAtMs;
    this.isFirstDecided.value = true;
    const entry = this.entries.get(cameraId);
    // Ages are read twice a second; only the first picture must not wait for that.
    if (entry !== undefined && entry.tile.value.shows !== "video") this.refreshOne(cameraId, entry);
  }

  /** Cameras whose tile has no moving picture. */
  withoutVideo(cameraIds: readonly string[]): string[] {
    return cameraIds.filter((cameraId) => {
      const tile = this.entries.get(cameraId)?.tile.value;
      return tile !== undefined && tile.state !== "live" && tile.state !== "delayed";
    });
  }

  /** Cameras of which nothing comes in a slot: they need posters. */
  withoutPictures(cameraIds: readonly string[]): string[] {
    return this.withoutVideo(cameraIds).filter((cameraId) => {
      const slot = this.slots[this.slotOf.get(cameraId) ?? -1];
      const shownAtMs = slot?.delivery === "stills" ? slot.picture?.presentedAtMs : undefined;
      return shownAtMs === undefined || Date.now() - shownAtMs > STILLS_PATIENCE_MS;
    });
  }

  refresh(): void {
    for (const [cameraId, entry] of this.entries) this.refreshOne(cameraId, entry);
  }

  private refreshOne(cameraId: string, entry: Entry): void {
    const slot = this.slots[this.slotOf.get(cameraId) ?? -1];
    const nowMs = Date.now();
    const next = tileOf({
      picture: slot?.picture ?? null,
      delivery: slot?.delivery ?? null,
      reason: slot?.reason ?? "",
      status: entry.status,
      posterAtMs: this.posters.of(cameraId).peek()?.capturedAtMs ?? null,
      nowMs,
      serverNowMs: this.clock.serverMs(nowMs),
    });
    if (!isSameTile(entry.tile.peek(), next)) entry.tile.value = next;
  }
}
