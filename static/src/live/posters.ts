/** The latest still picture of each camera: fetched for tiles that are not live, a few at a time, newest wins. */

import { type Signal, signal } from "@preact/signals";
import { CAPTIVE_PORTAL, NO_NETWORK } from "../wire/failure";
import { fetchAnswer, Refused } from "../wire/http";
import type { ProblemType } from "../wire/types";

export interface Poster {
  /** An object URL; revoked when a newer poster takes its place. */
  readonly url: string;
  /** Milliseconds of the service's clock. */
  readonly capturedAtMs: number;
}

/** A browser opens six connections to one service; the rest stay free for what decides. */
const AT_ONCE = 4;

/** Failures that say nothing about access. */
const PASSING: ReadonlySet<string> = new Set<ProblemType | typeof NO_NETWORK | typeof CAPTIVE_PORTAL>([
  "not-found",
  "store-unavailable",
  "busy",
  "too-many-requests",
  "internal",
  NO_NETWORK,
  CAPTIVE_PORTAL,
]);

export class Posters {
  private readonly latest = new Map<string, Signal<Poster | null>>();
  private readonly askedAtMs = new Map<string, number>();
  private wanted: readonly string[] = [];
  private everyMs = 0;
  private running = 0;
  private generation = 0;

  /** `onRefused` is told when the service denies a picture that was there before: access may be over. */
  constructor(private readonly onRefused: () => void) {}

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
      this.onFailed(error);
    } finally {
      this.running -= 1;
      this.fill();
    }
  }

  /** No poster yet, or no way to the service: the next round asks again, and the tile says how old its picture is. */
  private onFailed(error: unknown): void {
    if (error instanceof Refused) {
      if (!PASSING.has(error.failure.reason)) this.onRefused();
      return;
    }
    // The body broke off on its way.
    if (!(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
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
