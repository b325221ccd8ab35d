/** The service's time, renewed for as long as somebody looks. */

import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ServerClock } from "../live/server-clock";

/** Milliseconds of Unix time. */
export function useServerNow(clock: ServerClock, everyMs: number): ReadonlySignal<number> {
  const nowMs = useSignal(clock.serverMs(Date.now()));
  useEffect(() => {
    const timer = window.setInterval(() => {
      nowMs.value = clock.serverMs(Date.now());
    }, everyMs);
    return () => window.clearInterval(timer);
  }, [clock, everyMs, nowMs]);
  return nowMs;
}
