/** Which pages of the console a role sees, and which one an address opens. */

import { expect, it } from "vitest";
import { destinationAt, fragmentOf, reachable } from "../../../src/ui/console/destination";

it("shows what the role may do, and nothing else", () => {
  expect(reachable(["open_incident", "place_camera"])).toContain("cameras");
  expect(reachable(["open_incident"])).not.toContain("cameras");
});

it("begins with sharing, wherever that is allowed", () => {
  expect(destinationAt("", ["open_incident", "place_camera"])).toBe("share");
  expect(destinationAt("#no-such-page", ["open_incident"])).toBe("share");
});

it("begins with live pictures, where somebody shares nothing and may watch", () => {
  expect(destinationAt("", ["view_listed_cameras"])).toBe("watch");
  expect(destinationAt("", ["view_incident_cameras", "hand_on_link"])).toBe("watch");
  expect(reachable(["read_audit"])).toEqual(["record", "self"]);
});

it("opens what the address names, unless the role may not see it", () => {
  expect(destinationAt(fragmentOf("cameras"), ["open_incident", "place_camera"])).toBe("cameras");
  expect(destinationAt(fragmentOf("cameras"), ["open_incident"])).toBe("share");
});
