/** Whoever gets dizzy has said so to the device. */

import { afterEach, expect, it, vi } from "vitest";
import { moveMs } from "../../src/map/motion";

afterEach(() => vi.unstubAllGlobals());

function deviceWants(less: boolean): void {
  vi.stubGlobal("window", {
    matchMedia: (query: string) => ({ matches: less && query === "(prefers-reduced-motion: reduce)" }),
  });
}

it("lets the map glide, in less time than it takes to wonder", () => {
  deviceWants(false);
  expect(moveMs()).toBeGreaterThan(100);
  expect(moveMs()).toBeLessThan(500);
});

it("lets the map jump where the device asks for less motion", () => {
  deviceWants(true);
  expect(moveMs()).toBe(0);
});
