/** Whether this device is a terminal in a vehicle or a dispatch room: what was said of it once holds. */

import { drop, keep, kept } from "../../live/device-storage";

const KEY = "terminal-1";

export const isTerminal = (): boolean => kept("device", KEY) !== null;

export function setTerminal(isOne: boolean): void {
  if (isOne) keep("device", KEY, "yes");
  else drop("device", KEY);
}
