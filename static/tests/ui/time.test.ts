/** Times as they are read at a glance. */

import { expect, it } from "vitest";
import { ageText, momentText, spanText } from "../../src/ui/time";

it("counts down in hours, minutes or seconds, and never below zero", () => {
  expect([14_280_000, 725_000, 48_900, -5].map(spanText)).toEqual(["3 h 58 m", "12 m 05 s", "48 s", "0 s"]);
});

it("says young ages in tenths and old ones roughly", () => {
  expect([0.4, 2, 99, 100, 7_200].map(ageText)).toEqual(["0.4 s", "2 s", "99 s", "2 min", "2 h"]);
});

it("says when something begins by the clock of this device, in its language", () => {
  const atMs = new Date(2026, 10, 24, 9, 5).getTime();
  expect(momentText(atMs, "en")).toMatch(/^Tue, Nov 24.* 09:05 AM$/);
  expect(momentText(atMs, "es")).toMatch(/^mar, 24 nov.* 09:05/);
});
