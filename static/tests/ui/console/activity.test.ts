/** What the console says of a device, above all in the moment after its link was revoked. */

import { describe, expect, it } from "vitest";
import { activity } from "../../../src/ui/console/activity";
import type { DeviceView } from "../../../src/wire/types";
import { cameraView } from "../../camera";
import { deviceView, linkView } from "../../link";

const CAMERAS = [cameraView("gym", { name: "Gym" }), cameraView("hall", { name: "Hall" })];
const AWAY: DeviceView = { ...deviceView("phone"), connected: false };
const says = (state: "active" | "revoked", device: DeviceView): string =>
  activity({ ...linkView("Police", device), state }, device, CAMERAS);

describe("a device", () => {
  it("is said to watch what it watches", () => {
    expect(says("active", deviceView("phone", "gym", "hall", "yard"))).toBe("Watching Gym, Hall +1 more");
    expect(says("active", deviceView("phone"))).toBe("Open, watching nothing");
    expect(says("active", AWAY)).toBe("Not connected");
  });

  it("is not said to watch once its link has ended, though its last pictures may be on their way", () => {
    expect(says("revoked", deviceView("phone", "gym"))).toBe("Pictures are stopping");
    expect(says("revoked", AWAY)).toBe("Not connected");
  });
});
