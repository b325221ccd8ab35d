/** Starts every camera of a building on this device, as a phone would, and measures how long each takes. */

import { type Signal, signal } from "@preact/signals";
import { Control } from "../../../live/control";
import { Peer } from "../../../live/peer";
import { failureFrom, fetchAnswer, fetchJson } from "../../../wire/http";
import type { BuildingView, CameraView, LiveAnswer, PreflightReport, SlotState } from "../../../wire/types";
import { Asking } from "../asking";
import { AS_STAFF } from "../placing/placing-state";
import { type Check, type Checked, reportOf, whyNot } from "./check";

/** As many as a responder's phone asks for at once. */
const BATCH = 12;

/** A camera that needs longer has no place in an emergency. */
const LIMIT_MS = 10_000;

/** By then the service has tried twice: what it calls offline still will not come. */
const LIMIT_OFFLINE_MS = 4_000;

/** Far below what anybody notices, and few enough questions for a slow device. */
const LOOK_MS = 50;

/** A tile of a phone's wall, in device pixels: the picture that is asked for first. */
const WIDTH_PX = 352;

export class Preflight {
  readonly checks: Signal<ReadonlyMap<string, Check>> = signal(new Map());
  readonly isRunning = signal(false);
  /** The report of the last run is on record. */
  readonly isRecorded = signal(false);
  readonly asking: Asking;
  private isLeft = false;

  constructor(onSignedOut: () => void) {
    this.asking = new Asking(onSignedOut);
  }

  of(camera: CameraView): Checked<CameraView> {
    return { camera, check: this.checks.value.get(camera.camera_id) ?? { state: "queued" } };
  }

  async run(building: BuildingView, cameras: readonly CameraView[]): Promise<void> {
    const cameraIds = cameras.map(({ camera_id }) => camera_id);
    this.isRunning.value = true;
    this.isRecorded.value = false;
    this.checks.value = new Map(cameraIds.map((cameraId) => [cameraId, { state: "queued" }]));
    for (let begin = 0; begin < cameraIds.length && !this.isLeft; begin += BATCH) {
      const batch = cameraIds.slice(begin, begin + BATCH);
      if ((await this.asking.ask(() => this.start(batch))) === null) break;
    }
    if (this.asking.failure.peek() !== null) this.checks.value = new Map();
    else if (!this.isLeft) await this.report(building, cameraIds);
    this.isRunning.value = false;
  }

  /** Another building is chosen. */
  forget(): void {
    this.checks.value = new Map();
    this.isRecorded.value = false;
    this.asking.failure.value = null;
  }

  /** The page is left: nothing more is asked for, and what runs ends. */
  leave(): void {
    this.isLeft = true;
  }

  private async report({ building_id }: BuildingView, cameraIds: readonly string[]): Promise<void> {
    const cameras = cameraIds.map((cameraId) => reportOf(cameraId, this.check(cameraId)));
    const path = `/api/campus/buildings/${encodeURIComponent(building_id)}/preflight`;
    const body: PreflightReport = { cameras };
    this.isRecorded.value = (await this.asking.ask(() => fetchAnswer("POST", path, { body }))) !== null;
  }

  private check(cameraId: string): Check {
    return this.checks.peek().get(cameraId) ?? { state: "queued" };
  }

  private set(cameraIds: readonly string[], check: Check): void {
    this.checks.value = new Map([...this.checks.peek(), ...cameraIds.map((cameraId) => [cameraId, check] as const)]);
  }

  /** One live session with a window for each camera. Throws Refused when there is none to be had. */
  private async start(cameraIds: readonly string[]): Promise<true> {
    const peer = new Peer(cameraIds.length, () => {});
    const told = new Map<number, SlotState>();
    let control: Control | null = null;
    try {
      const sdp = await peer.offer();
      const askedAtMs = performance.now();
      this.set(cameraIds, { state: "asked" });
      const slots = cameraIds.map((camera_id, slot) => ({ slot, camera_id, width_px: WIDTH_PX }));
      const answer = await fetchJson<LiveAnswer>("POST", `/api/live${AS_STAFF}`, { sdp, slots });
      control = new Control(
        answer.live_id,
        {
          opened: () => {},
          received: (message) => {
            if (message.type === "slot_states") for (const state of message.slots) told.set(state.slot, state);
          },
          lost: () => {},
        },
        AS_STAFF,
      );
      await peer.accept(answer.sdp);
      const missing = await this.watch(peer, cameraIds, told, askedAtMs);
      const hasPackets = (await peer.packetCount()) > 0;
      for (const [slot, cameraId] of missing) {
        this.set([cameraId], { state: "failed", why: whyNot(told.get(slot) ?? null, hasPackets) });
      }
      return true;
    } finally {
      control?.close();
      peer.close();
      if (control !== null) end(control.liveId);
    }
  }

  /** Until each camera has brought a picture, or the time is over; those that have not, by their windows. */
  private async watch(
    peer: Peer,
    cameraIds: readonly string[],
    told: ReadonlyMap<number, SlotState>,
    askedAtMs: number,
  ): Promise<ReadonlyMap<number, string>> {
    const missing = new Map(cameraIds.map((cameraId, slot) => [slot, cameraId]));
    const isOffline = () => [...missing.keys()].every((slot) => told.get(slot)?.delivery === "offline");
    const limitMs = () => (isOffline() ? LIMIT_OFFLINE_MS : LIMIT_MS);
    while (missing.size > 0 && performance.now() - askedAtMs < limitMs() && !this.isLeft) {
      for (const [slot, cameraId] of missing) {
        const sample = await peer.sample(slot);
        if (sample === null || sample.frames === 0) continue;
        missing.delete(slot);
        this.set([cameraId], { state: "started", afterMs: performance.now() - askedAtMs });
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return missing;
  }
}

/** The service also ends a session whose device has fallen silent. */
function end(liveId: string): void {
  fetchAnswer("DELETE", `/api/live/${encodeURIComponent(liveId)}${AS_STAFF}`, { outlivesPage: true }).catch(
    failureFrom,
  );
}
