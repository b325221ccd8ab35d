/** A link, a code and a name open the same cameras, each in its own words; what is asked later says as whom. */

import { afterEach, expect, it, vi } from "vitest";
import { Key } from "../../src/live/key";

const asked: string[] = [];

vi.stubGlobal("fetch", async (path: string, { method, body }: RequestInit) => {
  asked.push([method, path, ...(body === undefined ? [] : [String(body)])].join(" "));
  return new Response("{}", { headers: { "Content-Type": "application/json" } });
});

afterEach(() => {
  asked.length = 0;
});

it("opens a link with its PIN and an offer", async () => {
  const key = new Key("token");
  key.take("1234");
  await key.redeem({ sdp: "v=0", visible: 4, width_px: 300 });
  await key.permit();
  expect(asked).toEqual([
    'POST /api/redeem {"token":"token","pin":"1234","live":{"sdp":"v=0","visible":4,"width_px":300}}',
    "GET /api/permit",
  ]);
});

it("tries a spoken code again as it was said", async () => {
  const key = new Key(null);
  expect(key.isHeld).toBe(false);
  key.take(null, "five words");
  key.take(null);
  expect(key.isHeld).toBe(true);
  await key.redeem(null);
  expect(asked).toEqual(['POST /api/redeem/spoken {"code":"five words","pin":null}']);
});

it("asks by name for the incident, and redeems nothing", async () => {
  const key = new Key(null, "a/b");
  expect([key.isHeld, key.hasToken, key.query]).toEqual([true, false, "?incident=a%2Fb"]);
  await key.redeem(null);
  expect(asked).toEqual(["GET /api/permit?incident=a%2Fb"]);
});
