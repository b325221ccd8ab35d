/** The sections of the wall, and the way from one camera to the next. */

import { expect, it } from "vitest";
import { inPlaceOrder, neighbour, sectionsOf } from "../../src/ui/sections";
import { cameraView } from "../camera";

const camera = (cameraId: string, level_id: string | null, building_id = "school") =>
  cameraView(cameraId, { level_id, building_id });

const level = (level_id: string, ordinal: number) => ({ level_id, name: level_id, short_name: level_id, ordinal });

const SCHOOL = {
  building_id: "school",
  name: "School",
  levels: [level("basement", -1), level("second", 1), level("first", 0)],
  camera_count: 5,
};

const CAMERAS = [
  camera("Hall 9", "first"),
  camera("Hall 10", "first"),
  camera("Stairs", "second"),
  camera("Boiler room", "basement"),
  camera("Yard", null),
  camera("Elsewhere", null, "other"),
];

const ORDER = ["Hall 9", "Hall 10", "Stairs", "Boiler room", "Yard"];

it("keeps the order of the service, a section per level; a building that is not shared has none", () => {
  const sections = sectionsOf([SCHOOL], CAMERAS);
  expect(sections.map((section) => section.key)).toEqual([
    "school/first",
    "school/second",
    "school/basement",
    "school/outside",
  ]);
  expect(inPlaceOrder(sections).map((each) => each.camera_id)).toEqual(ORDER);
});

it("steps to the neighbour around both ends, and nowhere from an unknown camera", () => {
  const cameras = inPlaceOrder(sectionsOf([SCHOOL], CAMERAS));
  expect(neighbour(cameras, "Hall 9", -1)?.camera_id).toBe("Yard");
  expect(neighbour(cameras, "Yard", 1)?.camera_id).toBe("Hall 9");
  expect(neighbour(cameras, "Nowhere", 1)).toBeNull();
});
