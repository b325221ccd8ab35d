/** What may be answered from the device itself, and what never. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { assetsIn, strategyOf } from "../../src/worker/strategy";

const get = (path: string, isNavigation = false) => strategyOf({ method: "GET", path, isNavigation });

it("keeps the page, its hashed files and the campus layers", () => {
  expect(get("/e", true)).toBe("shell");
  expect(get("/assets/index-abc.js")).toBe("asset");
  expect(get("/api/campus/levels/first")).toBe("campus");
});

it("never keeps a picture, a permission or anything that changes something", () => {
  const paths = fc.constantFrom(
    "/api/posters/gym",
    "/api/permit",
    "/api/redeem",
    "/api/live",
    "/api/overview",
    "/healthz",
  );
  fc.assert(
    fc.property(paths, fc.boolean(), (path, isNavigation) => {
      expect(get(path, isNavigation)).toBe("network");
    }),
  );
  expect(strategyOf({ method: "POST", path: "/api/campus/outline", isNavigation: false })).toBe("network");
});

it("finds the files of a page, each once", () => {
  const html = `<script type="module" src="/assets/a-1.js"></script><link rel="modulepreload" href="/assets/b-2.js">
    <link rel="stylesheet" href="/assets/c-3.css"><link rel="modulepreload" href="/assets/b-2.js">`;
  expect(assetsIn(html)).toEqual(["/assets/a-1.js", "/assets/b-2.js", "/assets/c-3.css"]);
});
