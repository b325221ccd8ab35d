/** With whom two taps share, and with whom one more tap does. */

import { expect, it } from "vitest";
import { offered } from "../../../src/ui/console/agencies";
import type { AgreementView } from "../../../src/wire/types";

const USUAL = ["Police", "Fire", "State police"];

const agreement = (agency: string, valid_until_ms = 100): AgreementView => ({
  agency,
  valid_from_ms: 0,
  valid_until_ms,
  designated_persons: [],
  kinds: ["police"],
});

it("without agreements offers the usual agencies", () => {
  expect(offered(USUAL, [], 50)).toEqual(USUAL);
});

it("names an agency as its agreement does, in the place of the usual name", () => {
  const agreements = [agreement("Ohio State Police"), agreement("Maple Ridge Police")];
  expect(offered(USUAL, agreements, 50)).toEqual(["Maple Ridge Police", "Fire", "Ohio State Police"]);
});

it("offers others last, and none whose agreement is over", () => {
  expect(offered(USUAL, [agreement("Rangers"), agreement("County Fire", 50)], 50)).toEqual([...USUAL, "Rangers"]);
});
