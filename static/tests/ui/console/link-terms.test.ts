/** The terms of a link: what two taps leave to the service, and what is said of it. */

import { expect, it } from "vitest";
import { type LinkTerms, termsOf, USUAL } from "../../../src/ui/console/link-terms";

const UNTOUCHED: LinkTerms = { ...USUAL, pin: "", hasWaitingRoom: true, cameraGroups: [] };

it("says nothing where nothing was chosen", () => {
  expect(termsOf(UNTOUCHED)).toEqual({});
});

it("says what was chosen, in the service's units", () => {
  const chosen = { hours: 12, devices: 5, pin: "2718", hasWaitingRoom: false, cameraGroups: ["entrances"] };
  expect(termsOf(chosen)).toEqual({
    lifetime_s: 43_200,
    device_limit: 5,
    pin: "2718",
    has_waiting_room: false,
    camera_groups: ["entrances"],
  });
});
