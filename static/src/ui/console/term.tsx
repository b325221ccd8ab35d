/** Of a link: when it begins, and once it has, how long it is still valid. */

import type { LinkView } from "../../wire/types";
import { t } from "../strings";
import { momentText, spanText } from "../time";
import { Now } from "./now";

/** Null of one that has begun, or is over. */
export function beginsText({ state, begins_at_ms: beginsAtMs = null }: LinkView): string | null {
  if (beginsAtMs === null || (state !== "upcoming" && state !== "pending")) return null;
  return t.console.begins(momentText(beginsAtMs, document.documentElement.lang));
}

export function Term({ link, serverOffsetMs }: { link: LinkView; serverOffsetMs: number }) {
  const begins = beginsText(link);
  if (begins !== null) return <>{begins}</>;
  return <Now>{(nowMs) => t.console.validFor(spanText(link.expires_at_ms - nowMs - serverOffsetMs))}</Now>;
}
