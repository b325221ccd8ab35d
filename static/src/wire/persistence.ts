/** Questions that are worth asking until they are answered, such as for the map: a weak link answers late, not never. */

import { NO_NETWORK } from "./failure";
import { failureFrom, fetchAnswer, jsonOf, LIMIT_MS } from "./http";

/** Before each further try; the last of them from then on. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;

/** An answer that did not come in time was on its way, perhaps: each try gives it twice as long, up to this. */
const LAST_LIMIT_MS = 64_000;

/** The answer to a GET. Throws Refused once the service says no, or when so many tries have found no network. */
export async function fetchPersistently<Answer>(path: string, tries = Number.POSITIVE_INFINITY): Promise<Answer> {
  for (let failed = 0; ; failed += 1) {
    try {
      const limitMs = Math.min(LIMIT_MS * 2 ** failed, LAST_LIMIT_MS);
      return await jsonOf<Answer>(await fetchAnswer("GET", path, { limitMs }));
    } catch (error) {
      if (failureFrom(error).reason !== NO_NETWORK || failed + 1 >= tries) throw error;
    }
    await pause(PAUSES_MS[Math.min(failed, PAUSES_MS.length - 1)] ?? 0);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
