/** The token of a link: it lives in the address after the `#`, which no browser sends to a server by itself. */

import { keep, kept } from "../live/device-storage";

const OPENED = "opened";

/** The token in the page's address, or null. */
export function tokenInAddress(): string | null {
  const token = window.location.hash.slice(1);
  return token === "" ? null : token;
}

/** This tab has redeemed this very link before: a reload may go straight to the pictures. */
export const wasOpened = (token: string): boolean => kept("tab", OPENED) === token;

export const rememberOpened = (token: string): void => keep("tab", OPENED, token);
