/** The terms of a link: what two taps leave to the service, and what is said of it. */

import { expect, it } from "vitest";
import { type LinkTerms, termsOf, USUAL } from "../../../src/ui/console/link-terms";

const UNTOUCHED: LinkTerms = { ...USUAL, begins: "", pin: "", hasWaitingRoom: true, cameraGroups: [] };

it("says nothing where nothing was chosen", () => {
  expect(termsOf(UNTOUCHED)).toEqual({});
});

it("says what was chosen, in the service's units", () => {
  const chosen = {
    begins: "2026-11-24T09:00",
    hours: 12,
    devices: 5,
    pin: "2718",
    hasWaitingRoom: false,
    cameraGroups: ["entrances"],
  };
  expect(termsOf(chosen)).toEqual({
    begins_at_ms: new Date(2026, 10, 24, 9, 0).getTime(),
    lifetime_s: 43_200,
    device_limit: 5,
    pin: "2718",
    has_waiting_room: false,
    camera_groups: ["entrances"],
  });
});
