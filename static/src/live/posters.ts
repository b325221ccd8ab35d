/** The latest still picture of each camera: fetched for tiles that are not live, a few at a time, newest wins. */

import { type Signal, signal } from "@preact/signals";
import { fetchAnswer, Refused } from "../wire/http";

export interface Poster {
  /** An object URL; revoked when a newer poster takes its place. */
  readonly url: string;
  /** Milliseconds of the service's clock. */
  readonly capturedAtMs: number;
}

/** A browser opens six connections to one service; the rest stay free for what decides. */
const AT_ONCE = 4;

export class Posters {
  private readonly latest = new Map<string, Signal<Poster | null>>();
  private readonly askedAtMs = new Map<string, number>();
  private wanted: readonly string[] = [];
  private everyMs = 0;
  private running = 0;
  private generation = 0;

  of(cameraId: string): Signal<Poster | null> {
    const known = this.latest.get(cameraId);
    if (known !== undefined) return known;
    const fresh = signal<Poster | null>(null);
    this.latest.set(cameraId, fresh);
    return fresh;
  }

  /** From now on keeps these cameras' posters, most important first, at most `everyMs` old. */
  want(cameraIds: readonly string[], everyMs: number): void {
    this.wanted = cameraIds;
    this.everyMs = everyMs;
    this.fill();
  }

  /** Access is over: forget every picture, and those on their way. */
  clear(): void {
    this.generation += 1;
    this.wanted = [];
    this.askedAtMs.clear();
    for (const poster of this.latest.values()) {
      if (poster.value !== null) URL.revokeObjectURL(poster.value.url);
      poster.value = null;
    }
  }

  /** Starts what is due. */
  fill(): void {
    const nowMs = Date.now();
    for (const cameraId of this.wanted) {
      if (this.running >= AT_ONCE) return;
      if (nowMs - (this.askedAtMs.get(cameraId) ?? 0) < this.everyMs) continue;
      this.askedAtMs.set(cameraId, nowMs);
      void this.fetch(cameraId);
    }
  }

  private async fetch(cameraId: string): Promise<void> {
    this.running += 1;
    const generation = this.generation;
    try {
      const answer = await fetchAnswer("GET", `/api/posters/${encodeURIComponent(cameraId)}`);
      const image = await answer.blob();
      const capturedAtMs = Number(answer.headers.get("X-Captured-At-Ms"));
      if (generation === this.generation) this.show(cameraId, image, capturedAtMs);
    } catch (error) {
      // No poster yet, or no way to the service: the next round asks again, and the tile says how old its picture is.
      if (!(error instanceof Refused) && !(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
    } finally {
      this.running -= 1;
      this.fill();
    }
  }

  private show(cameraId: string, image: Blob, capturedAtMs: number): void {
    const poster = this.of(cameraId);
    const former = poster.value;
    if (former !== null && former.capturedAtMs >= capturedAtMs) return;
    poster.value = { url: URL.createObjectURL(image), capturedAtMs };
    // The browser may still be painting the former one.
    if (former !== null) window.setTimeout(() => URL.revokeObjectURL(former.url), 1_000);
  }
}
