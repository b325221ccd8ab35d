/** What the map draws at once, and what only after that. */

import { describe, expect, it } from "vitest";
import { LABELLING, STYLE, UNLABELLED_STYLE } from "../../src/map/style";

const idsOf = (layers: readonly { readonly id: string }[]): string[] => layers.map(({ id }) => id);

describe("UNLABELLED_STYLE", () => {
  it("has every layer in its place, and hides no other than the labelling", () => {
    const hidden = UNLABELLED_STYLE.layers.filter(({ layout }) => layout?.visibility === "none");
    expect(idsOf(UNLABELLED_STYLE.layers)).toEqual(idsOf(STYLE.layers));
    expect(idsOf(hidden).sort()).toEqual(idsOf(LABELLING).sort());
  });

  it("shows the building, its rooms and doors, and the cameras", () => {
    const shown = UNLABELLED_STYLE.layers.filter(({ layout }) => layout?.visibility !== "none");
    expect(idsOf(shown)).toEqual(expect.arrayContaining(["building", "level", "unit", "unit-edge", "door", "camera"]));
  });
});
