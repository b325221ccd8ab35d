/** What this device remembers of an access, so that the map opens without a network; forgotten with the access. */

import type { ResponderView } from "../wire/types";
import { CAMPUS } from "../worker/caches";

const KEY = "view";

export interface Memory {
  readonly view: ResponderView;
  readonly rememberedAtMs: number;
}

export function remember(view: ResponderView, nowMs: number): void {
  localStorage.setItem(KEY, JSON.stringify({ view, rememberedAtMs: nowMs } satisfies Memory));
}

/** The last view, while its permit lives by this device's own clock. */
export function recall(nowMs: number): Memory | null {
  const saved = localStorage.getItem(KEY);
  if (saved === null) return null;
  const memory = JSON.parse(saved) as Memory;
  if (nowMs < memory.view.expires_at_ms) return memory;
  forget();
  return null;
}

export function forget(): void {
  localStorage.removeItem(KEY);
  if ("caches" in window) void window.caches.delete(CAMPUS);
}
