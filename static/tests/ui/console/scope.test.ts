/** In which incident an account watches, or without one. */

import { expect, it } from "vitest";
import { scopesOf, stillChosen } from "../../../src/ui/console/watching/scope";
import type { WatchableIncident } from "../../../src/wire/types";

const incident = (incident_id: string): WatchableIncident => ({
  incident_id,
  building_ids: ["gym"],
  kind: "fire",
  reason: "Fire",
  is_drill: false,
  opened_at_ms: 0,
  expires_at_ms: 1,
});

const queries = (...[may, incidents]: Parameters<typeof scopesOf>) =>
  scopesOf(may, incidents).map(({ query }) => query);

it("begins with what is happening, and ends with what may be seen at any time", () => {
  expect(queries(["view_incident_cameras", "view_cameras"], [incident("a b"), incident("c")])).toEqual([
    "?incident=a%20b",
    "?incident=c",
    "?as=staff",
  ]);
  expect(queries(["view_listed_cameras"], [])).toEqual(["?as=staff"]);
  expect(queries(["view_incident_cameras"], [])).toEqual([]);
});

it("stays with what was chosen until it is over", () => {
  const may = ["view_incident_cameras"] as const;
  const [first, second] = scopesOf(may, [incident("a"), incident("b")]);
  expect(first).toBeDefined();
  expect(stillChosen(second ?? null, scopesOf(may, [incident("c"), incident("b")]))).toEqual(second);
  expect(stillChosen(second ?? null, scopesOf(may, [incident("c")]))?.query).toBe("?incident=c");
  expect(stillChosen(second ?? null, [])).toBeNull();
});
