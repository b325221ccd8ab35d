/** Time that passes only when a test says so, in a page that is none. */

import { afterEach, beforeEach, vi } from "vitest";

export function withFakeTimers(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", globalThis);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}
