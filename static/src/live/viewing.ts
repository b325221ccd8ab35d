/** The permit and everything that is shown under it; gone as a whole when access ends. */

import { type Signal, signal } from "@preact/signals";
import type { LinkReport, ResponderView } from "../wire/types";
import { Pictures } from "./pictures";
import type { Posters } from "./posters";
import { ServerClock } from "./server-clock";

export interface Viewing {
  readonly view: ResponderView;
  readonly clock: ServerClock;
  readonly pictures: Pictures;
  readonly expiresAtMs: Signal<number>;
  /** What the service last said of this phone's link; null before. */
  readonly link: Signal<LinkReport | null>;
  /** The agencies of other devices that have a camera large now, by camera. */
  readonly attention: Signal<ReadonlyMap<string, readonly string[]>>;
  /** When this device saw it last, while it cannot ask whether it still holds; else null. */
  readonly rememberedAtMs: number | null;
}

export function viewingOf(
  view: ResponderView,
  posters: Posters,
  nowMs: number,
  rememberedAtMs: number | null = null,
): Viewing {
  const clock = new ServerClock(rememberedAtMs === null ? view.server_time_ms : nowMs, nowMs);
  const pictures = new Pictures(view.cameras, clock, posters);
  return {
    view,
    clock,
    pictures,
    expiresAtMs: signal(view.expires_at_ms),
    link: signal(null),
    attention: signal(new Map()),
    rememberedAtMs,
  };
}
