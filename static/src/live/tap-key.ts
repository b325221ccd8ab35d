/**
 * The key of a tap: by it the service knows that a second try is the first one's, and gives out one place for both.
 *
 * It is made here, at random, and comes from nowhere else: whoever could put a key of their own into an officer's
 * page, such as by an address, would know the officer's place by it.
 */

import { drop, keep, kept } from "./device-storage";

const LAST = "tap";

/** 128 bits: nobody hits upon the key of another. */
const KEY_BYTES = 16;

/** For a tap; the former one's while that has opened nothing, also before a reload. */
export function tapKey(): string {
  const key = kept("tab", LAST) ?? randomKey();
  keep("tab", LAST, key);
  return key;
}

/** The cameras are open: the next tap is another one. */
export const tapAnswered = (): void => drop("tab", LAST);

const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, "0")).join("");
