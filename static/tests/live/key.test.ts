/** A link, a code and a name open the same cameras, each in its own words; what is asked later says as whom. */

import { beforeEach, expect, it, vi } from "vitest";
import { Key } from "../../src/live/key";

interface Asked {
  readonly request: string;
  readonly body: { readonly tap_key?: string };
}

const asked: Asked[] = [];
let isOnline = true;

vi.stubGlobal("fetch", async (path: string, { method, body }: RequestInit) => {
  asked.push({ request: `${method} ${path}`, body: JSON.parse(String(body ?? "{}")) });
  if (!isOnline) throw new TypeError("no network");
  return new Response("{}", { headers: { "Content-Type": "application/json" } });
});

beforeEach(() => {
  asked.length = 0;
  isOnline = true;
  vi.stubGlobal("window", { sessionStorage: storage() });
});

/** A tab's, as far as it is used. */
function storage(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const items = new Map<string, string>();
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
}

const tapKeys = () => asked.map(({ body }) => body.tap_key);

async function tapInVain(key: Key): Promise<void> {
  isOnline = false;
  key.take(null);
  await expect(key.redeem(null)).rejects.toThrow("no-network");
  isOnline = true;
}

it("opens a link with its PIN and an offer", async () => {
  const key = new Key("token");
  const live = { sdp: "v=0", visible: 4, width_px: 300 };
  key.take("1234");
  await key.redeem(live);
  await key.permit();
  expect(asked).toEqual([
    { request: "POST /api/redeem", body: { token: "token", pin: "1234", tap_key: expect.any(String), live } },
    { request: "GET /api/permit", body: {} },
  ]);
});

it("tries a spoken code again as it was said", async () => {
  const key = new Key(null);
  expect(key.isHeld).toBe(false);
  key.take(null, "five words");
  key.take(null);
  expect(key.isHeld).toBe(true);
  await key.redeem(null);
  expect(asked).toEqual([
    { request: "POST /api/redeem/spoken", body: { code: "five words", pin: null, tap_key: expect.any(String) } },
  ]);
});

it("asks by name for the incident, and redeems nothing", async () => {
  const key = new Key(null, "a/b");
  expect([key.isHeld, key.hasToken, key.query]).toEqual([true, false, "?incident=a%2Fb"]);
  key.take(null);
  await key.redeem(null);
  expect(asked).toEqual([{ request: "GET /api/permit?incident=a%2Fb", body: {} }]);
});

it("names one tap in every try, and each tap by 128 random bits of its own", async () => {
  const key = new Key("token");
  await tapInVain(key);
  await key.redeem(null);
  key.take(null);
  await key.redeem(null);
  const [first, second, other] = tapKeys();
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(second).toBe(first);
  expect(other).toMatch(/^[0-9a-f]{32}$/);
  expect(other).not.toBe(first);
});

it("goes on with a tap that was not answered when the officer reloads the page and taps again", async () => {
  await tapInVain(new Key("token"));
  const reloaded = new Key("token");
  reloaded.take(null);
  await reloaded.redeem(null);
  expect(new Set(tapKeys()).size).toBe(1);
});

it("names its taps where the browser keeps nothing", async () => {
  const refuse = () => {
    throw new DOMException("no storage", "SecurityError");
  };
  vi.stubGlobal("window", { sessionStorage: { getItem: refuse, setItem: refuse, removeItem: refuse } });
  const key = new Key("token");
  await tapInVain(key);
  await key.redeem(null);
  expect(new Set(tapKeys()).size).toBe(1);
});
