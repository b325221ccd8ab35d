/** A page from this device is told so in the one header that it can read of its own. */

import { describe, expect, it } from "vitest";
import { isKept, keptPage } from "../../src/worker/kept-page";

const navigation = (...names: string[]): PerformanceEntry[] => [
  { serverTiming: names.map((name) => ({ name })) } as unknown as PerformanceEntry,
];

describe("keptPage", () => {
  it("is the same page with one header more", async () => {
    const answer = keptPage(new Response("page", { headers: { "Content-Type": "text/html" } }));
    expect(await answer.text()).toBe("page");
    expect(answer.headers.get("Content-Type")).toBe("text/html");
    expect(isKept(navigation(answer.headers.get("Server-Timing") ?? ""))).toBe(true);
  });
});

describe("isKept", () => {
  it("is false for a page from the network, timed or not, and where the browser tells nothing", () => {
    expect(isKept(navigation())).toBe(false);
    expect(isKept(navigation("db"))).toBe(false);
    expect(isKept([{} as PerformanceEntry])).toBe(false);
    expect(isKept([])).toBe(false);
  });
});
