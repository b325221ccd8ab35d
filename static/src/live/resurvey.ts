/** Brings another map of the campus under the eyes of whoever watches. */

import { failureFrom } from "../wire/http";
import { fetchPersistently } from "../wire/persistence";
import type { ResponderView } from "../wire/types";
import { remember } from "./memory";
import type { Viewing } from "./viewing";

export class Resurvey {
  /** The version that is on its way. */
  private awaited: string | null = null;

  /** `query` says as whom it is asked for, where the browser could be several. */
  constructor(private readonly query: string) {}

  /**
   * The map of this version is in place. Asks until it is answered; a refusal leaves the map as it was: what it
   * means for the access is told elsewhere.
   */
  async to(version: string, viewing: Viewing): Promise<void> {
    if (version === viewing.view.map_version || version === this.awaited) return;
    this.awaited = version;
    try {
      const view = await fetchPersistently<ResponderView>(`/api/permit${this.query}`);
      viewing.resurvey(view);
      remember(view, this.query, Date.now());
    } catch (error) {
      failureFrom(error);
    } finally {
      this.awaited = null;
    }
  }
}
