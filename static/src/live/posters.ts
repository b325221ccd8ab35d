/** The latest still picture of each camera: fetched for tiles that are not live, a few at a time, never twice. */

import { type Signal, signal } from "@preact/signals";
import { CAPTIVE_PORTAL, NO_NETWORK } from "../wire/failure";
import { fetchAnswer, NOT_MODIFIED, Refused } from "../wire/http";
import type { ProblemType } from "../wire/types";
import type { Pace } from "./floor";
import { lanesAfter, nextPoster } from "./poster-round";

export interface Poster {
  /** An object URL; revoked when a newer poster takes its place. */
  readonly url: string;
  /** Milliseconds of the service's clock. */
  readonly capturedAtMs: number;
}

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
  private readonly tags = new Map<string, string>();
  /** When each was asked for last; infinitely late while its answer is on its way. */
  private readonly askedAtMs = new Map<string, number>();
  private wanted: readonly string[] = [];
  private pace: Pace = { everyMs: 0, restShare: 0 };
  private running = 0;
  private lanes = 1;
  private generation = 0;
  /** What all photos have cost so far. */
  bytes = 0;
  /** When the service last answered with a photo, or that there is no newer one; this device's milliseconds. */
  answeredAtMs = Number.NEGATIVE_INFINITY;

  /**
   * `onRefused` is told when the service denies a picture that was there before: access may be over. `query` says as
   * whom they are asked for, where the browser could be several. `onMap` is told the version of the campus map that
   * is in place, with every answer.
   */
  constructor(
    private readonly onRefused: () => void,
    private readonly query = "",
    private readonly onMap: (version: string) => void = () => {},
  ) {}

  of(cameraId: string): Signal<Poster | null> {
    const known = this.latest.get(cameraId);
    if (known !== undefined) return known;
    const fresh = signal<Poster | null>(null);
    this.latest.set(cameraId, fresh);
    return fresh;
  }

  /** From now on keeps these cameras' posters, most important first, as fresh as the pace and the link allow. */
  want(cameraIds: readonly string[], pace: Pace): void {
    this.wanted = cameraIds;
    this.pace = pace;
    this.fill();
  }

  /** Access is over: forget every picture, and those on their way. */
  clear(): void {
    this.generation += 1;
    this.wanted = [];
    this.askedAtMs.clear();
    this.tags.clear();
    for (const poster of this.latest.values()) {
      if (poster.value !== null) URL.revokeObjectURL(poster.value.url);
      poster.value = null;
    }
  }

  /** Starts what is due. */
  private fill(): void {
    while (this.running < this.lanes) {
      const nowMs = Date.now();
      const cameraId = nextPoster(this.wanted, this.askedAtMs, nowMs, this.pace.everyMs);
      if (cameraId === null) return;
      this.askedAtMs.set(cameraId, Number.POSITIVE_INFINITY);
      void this.fetch(cameraId, nowMs);
    }
  }

  private async fetch(cameraId: string, startedAtMs: number): Promise<void> {
    const generation = this.generation;
    this.running += 1;
    let tookMs = Number.POSITIVE_INFINITY;
    try {
      await this.fetchNewer(cameraId);
      tookMs = Date.now() - startedAtMs;
    } catch (error) {
      this.onFailed(error);
    } finally {
      if (generation === this.generation) this.askedAtMs.set(cameraId, startedAtMs);
      this.lanes = lanesAfter(this.lanes, tookMs);
      window.setTimeout(() => {
        this.running -= 1;
        this.fill();
      }, this.restMs(tookMs));
    }
  }

  /** First photos come without a pause: nothing is on the screen yet. */
  private restMs(tookMs: number): number {
    if (!Number.isFinite(tookMs)) return this.pace.everyMs;
    return this.wanted.every((cameraId) => this.askedAtMs.has(cameraId)) ? tookMs * this.pace.restShare : 0;
  }

  private async fetchNewer(cameraId: string): Promise<void> {
    const generation = this.generation;
    const held = this.tags.get(cameraId);
    const path = `/api/posters/${encodeURIComponent(cameraId)}${this.query}`;
    const answer = await fetchAnswer("GET", path, held === undefined ? {} : { held });
    this.answeredAtMs = Date.now();
    const mapVersion = answer.headers.get("X-Map-Version");
    if (mapVersion !== null) this.onMap(mapVersion);
    if (answer.status === NOT_MODIFIED) return;
    const image = await answer.blob();
    this.bytes += image.size;
    if (generation === this.generation) this.show(cameraId, image, answer.headers);
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

  private show(cameraId: string, image: Blob, headers: Headers): void {
    const capturedAtMs = Number(headers.get("X-Captured-At-Ms"));
    const poster = this.of(cameraId);
    const former = poster.value;
    if (former !== null && former.capturedAtMs >= capturedAtMs) return;
    const tag = headers.get("ETag");
    if (tag !== null) this.tags.set(cameraId, tag);
    poster.value = { url: URL.createObjectURL(image), capturedAtMs };
    // The browser may still be painting the former one.
    if (former !== null) window.setTimeout(() => URL.revokeObjectURL(former.url), 1_000);
  }
}
