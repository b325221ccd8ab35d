/** Agency, device and time over a picture, outside of what is zoomed: light copies, renewed once a second. */

import { useComputed } from "@preact/signals";
import type { Viewing } from "../live/viewing";
import { utcText } from "./mark";
import { useServerNow } from "./server-now";

const EVERY_MS = 1_000;

/** For whom, and by which clock. */
export interface Marked {
  readonly view: Pick<Viewing["view"], "watermark">;
  readonly clock: Viewing["clock"];
}

export function Watermark({ viewing }: { viewing: Marked }) {
  const nowMs = useServerNow(viewing.clock, EVERY_MS);
  // An attribute alone changes, and the style sheet draws it: no element is made anew, and nothing is read aloud.
  const mark = useComputed(() => `${viewing.view.watermark}\n${utcText(nowMs.value)}`);
  return <span class="watermark" data-testid="watermark" data-mark={mark} aria-hidden="true" />;
}
