/** What a pre-flight makes of its cameras: order, verdict, reasons. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Check, isOver, ranked, reportOf, verdictOf, whyNot } from "../../../src/ui/console/preflight/check";
import type { SlotState } from "../../../src/wire/types";

const check: fc.Arbitrary<Check> = fc.oneof(
  fc.constant<Check>({ state: "queued" }),
  fc.constant<Check>({ state: "asked" }),
  fc.constant<Check>({ state: "failed", why: { type: "port" } }),
  fc.record({ state: fc.constant("started" as const), afterMs: fc.nat(20_000) }),
);

const told = (delivery: SlotState["delivery"], reason: string): SlotState => ({
  slot: 0,
  camera_id: "gym",
  delivery,
  rung: null,
  reason,
});

describe("the list", () => {
  it("begins with what needs somebody, and of those that start with the slowest", () => {
    fc.assert(
      fc.property(fc.array(check), (checks) => {
        const states = ranked(checks.map((each) => ({ camera: "gym", check: each }))).map(({ check: each }) => each);
        const order = ["failed", "asked", "queued", "started"].flatMap((state) =>
          states.filter((each) => each.state === state),
        );
        expect(states).toEqual(order);
        const times = states.flatMap((each) => (each.state === "started" ? [each.afterMs] : []));
        expect(times).toEqual([...times].sort((one, other) => other - one));
      }),
    );
  });
});

describe("the verdict", () => {
  it("is over once every camera has started or failed, and names the slowest", () => {
    fc.assert(
      fc.property(fc.array(check), (checks) => {
        const verdict = verdictOf(checks);
        expect(isOver(verdict)).toBe(checks.every(({ state }) => state === "started" || state === "failed"));
        for (const each of checks) {
          if (each.state === "started") expect(each.afterMs).toBeLessThanOrEqual(verdict.slowestMs ?? -1);
        }
      }),
    );
  });
});

describe("a camera that does not start", () => {
  it("has the service's own reason where there is one", () => {
    const words = "The camera refuses connections.";
    expect(whyNot(told("offline", words), true)).toEqual({ type: "said", words });
  });

  it("is lost on the way where the service says that it sends", () => {
    expect(whyNot(told("live", ""), true)).toEqual({ type: "way" });
  });

  it("says that the port is closed where nothing came at all", () => {
    expect(whyNot(told("live", ""), false)).toEqual({ type: "port" });
    expect(whyNot(null, false)).toEqual({ type: "port" });
  });
});

describe("the record", () => {
  it("has the time, or the reason", () => {
    expect(reportOf("gym", { state: "started", afterMs: 1240.4 })).toEqual({
      camera_id: "gym",
      started_after_ms: 1240,
    });
    expect(reportOf("gym", { state: "failed", why: { type: "way" } })).toEqual({
      camera_id: "gym",
      started_after_ms: null,
      reason: "It was sent, but did not come.",
    });
  });
});
