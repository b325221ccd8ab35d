/** A link and its devices as the console is told of them: open, connected, and watching what is named. */

import type { DeviceView, LinkView } from "../src/wire/types";

export const deviceView = (deviceId: string, ...watching: string[]): DeviceView => ({
  device_id: deviceId,
  label: "Phone",
  redeemed_at_ms: 0,
  connected: true,
  watching,
});

export const linkView = (agency: string, ...devices: DeviceView[]): LinkView => ({
  link_id: agency,
  agency,
  state: "active",
  issued_by: "officer",
  issued_at_ms: 0,
  expires_at_ms: 0,
  device_limit: 50,
  devices,
});
