/**
 * How the cameras of a building start: what is known of each, and what it comes to.
 *
 * Rules
 * 1. A camera has started with its first decoded picture, counted from the moment it was asked for.
 * 2. One that brings none in time has failed: because of what the service says of it; where the service says that it
 *    sends, because of the way to here; where nothing at all has come over the media port, because of the port.
 */

import type { CameraStart, SlotState } from "../../../wire/types";

export type Check =
  | { readonly state: "queued" }
  | { readonly state: "asked" }
  | { readonly state: "started"; readonly afterMs: number }
  | { readonly state: "failed"; readonly why: Why };

/** `said` by the service, in its own words; `port`: nothing has come over it; `way`: it is sent, but does not come. */
export type Why =
  | { readonly type: "said"; readonly words: string }
  | { readonly type: "port" }
  | { readonly type: "way" };

export interface Checked<Camera> {
  readonly camera: Camera;
  readonly check: Check;
}

/** What needs somebody stands first: failed, then what is not known yet, then the slowest. */
export function ranked<Camera>(checked: readonly Checked<Camera>[]): Checked<Camera>[] {
  return [...checked].sort((one, other) => urgency(other.check) - urgency(one.check));
}

function urgency(check: Check): number {
  switch (check.state) {
    case "failed":
      return Number.POSITIVE_INFINITY;
    case "asked":
      return 1e12;
    case "queued":
      return 1e11;
    case "started":
      return check.afterMs;
  }
}

export interface Verdict {
  readonly count: number;
  readonly started: number;
  readonly failed: number;
  /** Of those that have started; null while none has. */
  readonly slowestMs: number | null;
}

export function verdictOf(checks: readonly Check[]): Verdict {
  const times = checks.flatMap((check) => (check.state === "started" ? [check.afterMs] : []));
  return {
    count: checks.length,
    started: times.length,
    failed: checks.filter(({ state }) => state === "failed").length,
    slowestMs: times.length === 0 ? null : Math.max(...times),
  };
}

export const isOver = ({ count, started, failed }: Verdict): boolean => started + failed === count;

/** Rule 2. `told` is what the service said last of the camera, null if nothing; `hasPackets` of any camera. */
export function whyNot(told: SlotState | null, hasPackets: boolean): Why {
  if (told !== null && told.delivery !== "live" && told.reason !== "") return { type: "said", words: told.reason };
  return hasPackets ? { type: "way" } : { type: "port" };
}

/** For the record; `words` is the reason in the language of the record, English. */
export function reportOf(cameraId: string, check: Check): CameraStart {
  if (check.state === "started") return { camera_id: cameraId, started_after_ms: Math.round(check.afterMs) };
  return { camera_id: cameraId, started_after_ms: null, reason: check.state === "failed" ? recorded(check.why) : "" };
}

function recorded(why: Why): string {
  switch (why.type) {
    case "said":
      return why.words;
    case "port":
      return "Nothing came over the media port.";
    case "way":
      return "It was sent, but did not come.";
  }
}
