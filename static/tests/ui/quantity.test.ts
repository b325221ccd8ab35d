/** Amounts have one form each. */

import { describe, expect, it } from "vitest";
import { megabytesText, percentText, rateText } from "../../src/ui/quantity";

describe("amounts", () => {
  it("have the unit that needs the fewest digits", () => {
    expect([64_000, 999_000, 3_210_000].map(rateText)).toEqual(["64 kbps", "999 kbps", "3.2 Mbps"]);
    expect([400_000, 12_300_000, 1_234_000_000].map(megabytesText)).toEqual(["0.4 MB", "12 MB", "1.2 GB"]);
    expect([0, 0.003, 0.12].map(percentText)).toEqual(["0 %", "0.3 %", "12 %"]);
  });
});
