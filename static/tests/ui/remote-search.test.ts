/** What only the service finds comes in the shape of what this device knows. */

import { afterEach, describe, expect, it, vi } from "vitest";
import type { Place } from "../../src/map/places";
import { Survey } from "../../src/map/survey";
import { findRemote } from "../../src/ui/remote-search";

const STAIRS: Place = {
  id: "stair-1",
  kind: "stairs",
  number: "S1",
  name: "Stairwell 1",
  longitude: 1,
  latitude: 2,
  levelId: "one",
  buildingId: "school",
};

const view = (kind: string, place_id: string) => ({
  kind,
  place_id,
  title: `the ${place_id}`,
  building_id: "school",
  building_name: "School",
  level_id: "one",
  level_name: "First floor",
  longitude: 1,
  latitude: 2,
  grid: "C4",
});

function answer(answers: Record<string, unknown>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    const [, found] = Object.entries(answers).find(([start]) => path.startsWith(`/api/campus/${start}`)) ?? [];
    const status = found === undefined ? 404 : 200;
    const type = status === 200 ? "application/json" : "application/problem+json";
    const body = JSON.stringify(found ?? { type: "not-found", title: "", status, detail: "" });
    return Promise.resolve(new Response(body, { status, headers: { "Content-Type": type } }));
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe("the service's places", () => {
  it("are those of this device where it knows them, and no cameras", async () => {
    answer({ search: { places: [view("unit", "stair-1"), view("camera", "gym"), view("opening", "door-7")] } });
    const found = await findRemote("stairwell", [STAIRS], new Survey());
    expect(found).toEqual([STAIRS, expect.objectContaining({ id: "door-7", kind: "door", name: "the door-7" })]);
  });

  it("begin with the grid square that the words name", async () => {
    const asked = answer({ "grid/": { reference: "C4", longitude: 1, latitude: 2, ring: [] }, search: { places: [] } });
    expect((await findRemote("c 4", [], new Survey())).map(({ id, kind }) => [id, kind])).toEqual([
      ["grid/C4", "grid"],
    ]);
    expect(asked[0]).toContain("grid/c4");
  });

  it("do without a square that is not on the grid", async () => {
    answer({ search: { places: [view("unit", "z99")] } });
    expect((await findRemote("z99", [], new Survey())).map(({ id }) => id)).toEqual(["z99"]);
  });
});
