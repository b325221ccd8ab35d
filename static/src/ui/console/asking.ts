/** What a page asks of the service: whether it is under way, and why it was refused. */

import { type Signal, signal } from "@preact/signals";
import type { Failure } from "../../wire/failure";
import { failureFrom } from "../../wire/http";

export class Asking {
  readonly isBusy = signal(false);
  /** Of the last thing that was asked for. */
  readonly failure: Signal<Failure | null> = signal(null);

  constructor(private readonly onSignedOut: () => void) {}

  /** The answer, or null with `failure` set. */
  async ask<Answer>(request: () => Promise<Answer>): Promise<Answer | null> {
    this.isBusy.value = true;
    try {
      const answer = await request();
      this.failure.value = null;
      return answer;
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.value = failure;
      if (failure.reason === "not-signed-in") this.onSignedOut();
      return null;
    } finally {
      this.isBusy.value = false;
    }
  }
}
