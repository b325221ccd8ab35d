/** Brings another map of the campus under the eyes of whoever watches. */

import { failureFrom } from "../wire/http";
import { fetchPersistently } from "../wire/persistence";
import type { ResponderView } from "../wire/types";
import { remember } from "./memory";
import type { Viewing } from "./viewing";

/** Asks until it is answered; a refusal leaves the map as it was: what it means for the access is told elsewhere. */
export async function resurvey(viewing: Viewing): Promise<void> {
  try {
    const view = await fetchPersistently<ResponderView>("/api/permit");
    viewing.resurvey(view);
    remember(view, Date.now());
  } catch (error) {
    failureFrom(error);
  }
}
