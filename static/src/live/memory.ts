/** What this device remembers of an access, so that the map opens without a network; forgotten with the access. */

import type { ResponderView } from "../wire/types";
import { CAMPUS } from "../worker/caches";
import { drop, keep, kept } from "./device-storage";

/** The number grows when the shape of a view changes: what an older page kept is not read. */
const KEY = "view-1";

export interface Memory {
  readonly view: ResponderView;
  readonly rememberedAtMs: number;
}

/** `query` says as whom it was seen: a link and an account do not share what they know. */
export function remember(view: ResponderView, query: string, nowMs: number): void {
  keep("device", KEY + query, JSON.stringify({ view, rememberedAtMs: nowMs } satisfies Memory));
}

/** The last view, while its permit lives by this device's own clock. */
export function recall(query: string, nowMs: number): Memory | null {
  const saved = kept("device", KEY + query);
  if (saved === null) return null;
  const memory = JSON.parse(saved) as Memory;
  if (nowMs < memory.view.expires_at_ms) return memory;
  forget(query);
  return null;
}

export function forget(query: string): void {
  drop("device", KEY + query);
  if ("caches" in window) window.caches.delete(CAMPUS).catch(onRefused);
}

/** A window that may keep nothing has nothing to forget: a private one, or one without HTTPS. */
function onRefused(error: unknown): void {
  if (error instanceof DOMException && error.name === "SecurityError") return;
  throw error;
}
