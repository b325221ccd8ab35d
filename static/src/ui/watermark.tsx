/** Agency, device and time over a picture, outside of what is zoomed: light copies, renewed once a second. */

import { signal, useComputed } from "@preact/signals";
import type { Viewing } from "../live/viewing";
import { utcText } from "./mark";

const EVERY_MS = 1_000;

const timers: number[] = [];

/** This device's clock, one for all pictures; it stands still while no picture shows it. */
const nowMs = signal(Date.now(), {
  watched() {
    const tick = () => {
      nowMs.value = Date.now();
    };
    timers.push(window.setTimeout(tick), window.setInterval(tick, EVERY_MS));
  },
  unwatched() {
    for (const timer of timers.splice(0)) window.clearTimeout(timer);
  },
});

export function Watermark({ viewing }: { viewing: Viewing }) {
  // An attribute alone changes, and the style sheet draws it: no element is made anew, and nothing is read aloud.
  const mark = useComputed(() => `${viewing.view.watermark}\n${utcText(viewing.clock.serverMs(nowMs.value))}`);
  return <span class="watermark" data-testid="watermark" data-mark={mark} aria-hidden="true" />;
}
