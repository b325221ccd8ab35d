/** What a device does now, in words. */

import type { CameraView, DeviceView, LinkView } from "../../wire/types";
import { t } from "../strings";

/** More names than this say less than their number. */
const NAMES_SHOWN = 2;

export function activity({ state }: LinkView, device: DeviceView, cameras: readonly CameraView[]): string {
  if (!device.connected) return t.console.away;
  // Up to two seconds pass until the last picture: nobody is told that somebody watches on.
  if (state !== "active") return t.console.stopping;
  if (device.watching.length === 0) return t.console.connectedIdle;
  const names = device.watching
    .slice(0, NAMES_SHOWN)
    .map((cameraId) => cameras.find((camera) => camera.camera_id === cameraId)?.name ?? cameraId);
  const rest = device.watching.length - names.length;
  return t.console.watching(names.join(", ")) + (rest > 0 ? t.console.andMore(rest) : "");
}
