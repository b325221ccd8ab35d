/** Whoever hears of another map asks for it once, and sees it; the same map again is no news. */

import { afterEach, expect, it, vi } from "vitest";
import { Posters } from "../../src/live/posters";
import { Resurvey } from "../../src/live/resurvey";
import { viewingOf } from "../../src/live/viewing";
import type { ResponderView } from "../../src/wire/types";
import { responderView } from "../view";

const asked: string[] = [];

// The next map is kept for the day without a network: not here.
vi.stubGlobal("window", { localStorage: { setItem: () => {} } });

function serve(view: ResponderView): void {
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return new Response(JSON.stringify(view), { headers: { "Content-Type": "application/json" } });
  });
}

afterEach(() => {
  asked.length = 0;
});

it("asks once for a map that it has heard of twice, as whom it watches", async () => {
  const viewing = viewingOf(responderView("first"), new Posters(() => {}), "?incident=i", 0);
  const resurvey = new Resurvey("?incident=i");
  serve(responderView("second"));
  await resurvey.to("first", viewing);
  expect(asked).toEqual([]);
  await Promise.all([resurvey.to("second", viewing), resurvey.to("second", viewing)]);
  await resurvey.to("second", viewing);
  expect(viewing.view.map_version).toBe("second");
  expect(asked).toEqual(["/api/permit?incident=i"]);
});
