/** The incident's markers where there is no live session to be told over: asked for, at a few bytes while nothing is new. */

import type { Signal } from "@preact/signals";
import { failureFrom, fetchAnswer, jsonOf, NOT_MODIFIED } from "../wire/http";
import type { MarkerView } from "../wire/types";

/** Beside photos that renew about once a second this is nothing. */
const EVERY_MS = 2_000;

export class MarkerPoll {
  private askedAtMs = Number.NEGATIVE_INFINITY;
  private tag: string | null = null;
  /** What the tag stands for: told otherwise meanwhile, the tag says nothing. */
  private held: readonly MarkerView[] | null = null;

  /** Asks when it is time to; call it as often as you like. A failure is for the photos to notice. */
  async ask(markers: Signal<readonly MarkerView[]>, nowMs: number): Promise<void> {
    if (nowMs - this.askedAtMs < EVERY_MS) return;
    this.askedAtMs = nowMs;
    const isHeld = this.tag !== null && this.held === markers.peek();
    try {
      const answer = await fetchAnswer("GET", "/api/markers", isHeld && this.tag !== null ? { held: this.tag } : {});
      if (answer.status === NOT_MODIFIED) return;
      this.held = markers.value = await jsonOf<MarkerView[]>(answer);
      this.tag = answer.headers.get("ETag");
    } catch (error) {
      failureFrom(error);
    }
  }
}
