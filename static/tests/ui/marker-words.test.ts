/** What is said of a marker is short and true. */

import { describe, expect, it } from "vitest";
import { agoText, authorText, markerAge, markerPlace, markerTitle, newcomers } from "../../src/ui/marker-words";
import type { BuildingView } from "../../src/wire/types";
import { markerView } from "../marker";

const MINUTE_MS = 60_000;

const building = (building_id: string): BuildingView => ({
  building_id,
  name: `${building_id} school`,
  levels: [{ level_id: `${building_id}-2`, name: "Level 2", short_name: "2", ordinal: 1 }],
  camera_count: 0,
});

describe("the age of a marker", () => {
  it.each([
    [0, "just now", "just now"],
    [MINUTE_MS - 1, "just now", "just now"],
    [2 * MINUTE_MS, "2 min", "2 min ago"],
    [119.9 * MINUTE_MS, "119 min", "119 min ago"],
    [180 * MINUTE_MS, "3 h", "3 h ago"],
  ])("of %d ms is told in minutes", (ageMs, short, sentence) => {
    expect([markerAge(ageMs), agoText(ageMs)]).toEqual([short, sentence]);
  });
});

describe("a marker", () => {
  it("is called by its kind, a note by its text, and a drill's is called one", () => {
    expect(markerTitle(markerView("m", { kind: "suspect" }))).toBe("Suspect last seen");
    expect(markerTitle(markerView("m", { kind: "note", note: "Keys at the desk" }))).toBe("Keys at the desk");
    expect(markerTitle(markerView("m", { kind: "entry", is_drill: true }))).toBe("Drill: Entry");
  });

  it("is an agency's, a person's of it, or the school's", () => {
    expect(authorText(markerView("m"))).toBe("Police");
    expect(authorText(markerView("m", { person: "lee" }))).toBe("Police, lee");
    expect(authorText(markerView("m", { agency: null }))).toBe("School");
  });

  it("is on a level, whose building is said where there are several", () => {
    const inside = markerView("m", { level_id: "high-2", building_id: "high" });
    expect(markerPlace(inside, [building("high")])).toBe("Level 2");
    expect(markerPlace(inside, [building("high"), building("low")])).toBe("high school, Level 2");
    expect(markerPlace(markerView("m"), [building("high")])).toBe("Outside");
  });
});

describe("news", () => {
  it("is what another device has marked since", () => {
    const known = markerView("known");
    const own = markerView("own", { is_own: true });
    const fresh = markerView("fresh");
    expect(newcomers([known], [known, own, fresh])).toEqual([fresh]);
    expect(newcomers([known, fresh], [known])).toEqual([]);
  });
});
