/** The incident's markers and the map's version where no live session tells them: a few bytes while nothing is new. */

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

  /** `query` says as whom they are asked for, where the browser could be several. */
  constructor(private readonly query = "") {}

  /**
   * Asks when it is time to; call it as often as you like. Gives the version of the map that is in place, null when
   * it was not told. A failure is for the photos to notice.
   */
  async ask(markers: Signal<readonly MarkerView[]>, nowMs: number): Promise<string | null> {
    if (nowMs - this.askedAtMs < EVERY_MS) return null;
    this.askedAtMs = nowMs;
    const isHeld = this.tag !== null && this.held === markers.peek();
    try {
      const held = isHeld && this.tag !== null ? { held: this.tag } : {};
      const answer = await fetchAnswer("GET", `/api/markers${this.query}`, held);
      if (answer.status !== NOT_MODIFIED) {
        this.held = markers.value = await jsonOf<MarkerView[]>(answer);
        this.tag = answer.headers.get("ETag");
      }
      return answer.headers.get("X-Map-Version");
    } catch (error) {
      failureFrom(error);
      return null;
    }
  }
}
