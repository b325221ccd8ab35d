/** What firefighters and medics look for is on the map, not only in its files. */

import type { FeatureCollection } from "geojson";
import { expect, it } from "vitest";
import fittings from "../../../campus_maps/maple-ridge/amenity.geojson?raw";
import { LABELS } from "../../src/map/campus-style";
import { AMENITY_CATEGORIES } from "../../src/map/symbols";

const drawn = LABELS.filter((layer) => layer.type === "symbol" && layer.id.startsWith("amenity-"));

it("has a symbol for every AED, utility shut-off, hydrant and key box of the demo campus", () => {
  const { features } = JSON.parse(fittings) as FeatureCollection;
  const categories = new Set(features.map(({ properties }) => properties?.["equipment"] ?? properties?.["category"]));
  expect(categories.size).toBeGreaterThan(8);
  for (const category of categories) expect(AMENITY_CATEGORIES).toContain(category);
});

it("draws them inside and outside, each by its own symbol", () => {
  expect(drawn).toHaveLength(2);
  for (const source of ["inside", "outline"]) {
    const layer = drawn.find((each) => each.type === "symbol" && each.source === source);
    expect(layer).toMatchObject({ layout: { "icon-image": ["concat", "amenity-", ["get", "category"]] } });
    expect(JSON.stringify(layer)).toContain(JSON.stringify(AMENITY_CATEGORIES).slice(1, -1));
  }
});
