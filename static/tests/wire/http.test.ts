/** Every way to fail has one name. */

import { afterEach, describe, expect, it, vi } from "vitest";
import { NO_NETWORK } from "../../src/wire/failure";
import { failureFrom, failureOf, fetchJson, Refused } from "../../src/wire/http";

afterEach(() => {
  vi.unstubAllGlobals();
});

const answer = (status: number, type: string, body: string) =>
  new Response(body, { status, headers: { "Content-Type": type } });

describe("a refusal", () => {
  it("of the service is named by its problem type", async () => {
    const problem = JSON.stringify({ type: "link-revoked", title: "Revoked", status: 410, detail: "By the sender." });
    expect(await failureOf(answer(410, "application/problem+json", problem))).toEqual({
      reason: "link-revoked",
      detail: "By the sender.",
    });
  });

  it("that is a page belongs to a network that wants a sign-in first", async () => {
    expect((await failureOf(answer(403, "text/html", "<h1>Welcome to our Wi-Fi</h1>"))).reason).toBe("captive-portal");
  });

  it("of a proxy whose service does not answer is a lost connection", async () => {
    expect((await failureOf(answer(502, "text/html", "Bad gateway"))).reason).toBe("no-network");
  });

  it("passes on what a request threw, and leaves faults of the program alone", () => {
    const failure = { reason: "busy", detail: "" };
    expect(failureFrom(new Refused(failure))).toEqual(failure);
    expect(() => failureFrom(new RangeError("ours"))).toThrow(RangeError);
  });
});

it.each([new DOMException("signal timed out", "TimeoutError"), new TypeError("network error"), new SyntaxError("end")])(
  "takes a network that goes within an answer for no network: %s",
  async (error) => {
    const body = new ReadableStream({ pull: (stream) => stream.error(error) });
    const cut = new Response(body, { headers: { "Content-Type": "application/json" } });
    vi.stubGlobal("fetch", () => Promise.resolve(cut));
    await expect(fetchJson("GET", "/api/permit")).rejects.toMatchObject({ failure: { reason: NO_NETWORK } });
  },
);
