/** Which tiles will be on the screen before anything is drawn. */

import { expect, it } from "vitest";
import { firstSections, onFirstScreen } from "../../src/ui/first-wish";
import type { Section } from "../../src/ui/sections";
import { cameraView } from "../camera";
import { responderView } from "../view";

const section = (name: string, count: number): Section => ({
  key: name,
  building: { building_id: "school", name: "School", levels: [], camera_count: count },
  level: null,
  cameras: Array.from({ length: count }, (_, index) => cameraView(`${name}-${index}`)),
});

const SCHOOL = [section("first", 7), section("second", 3), section("outside", 4)];

it("is the upper part of the list on a phone", () => {
  const visible = onFirstScreen(SCHOOL, { width: 390, height: 844 });
  expect(visible).toEqual(SCHOOL[0]?.cameras.map((camera) => camera.camera_id));
});

it("is everything on a wide screen", () => {
  expect(onFirstScreen(SCHOOL, { width: 1920, height: 1080 })).toHaveLength(14);
});

it("keeps the order of the list on every screen", () => {
  for (const [width, height] of [
    [320, 568],
    [844, 390],
    [1024, 768],
  ] as const) {
    const visible = onFirstScreen(SCHOOL, { width, height });
    expect(visible.length).toBeGreaterThan(0);
    const order = SCHOOL.flatMap(({ cameras }) => cameras.map((camera) => camera.camera_id));
    expect(visible).toEqual(order.filter((cameraId) => visible.includes(cameraId)));
  }
});

it("begins with the alerted cameras, and names none twice", () => {
  const building = { building_id: "school", name: "School", levels: [], camera_count: 5 };
  const cameras = [..."abcde"].map((id) => cameraView(id, { latitude: 1 }));
  const quiet = { ...responderView("m"), buildings: [building], cameras };
  const phone = { width: 390, height: 844 };
  expect(onFirstScreen(firstSections(quiet), phone)[0]).toBe("a");
  const rung = { ...quiet, alert: { camera_ids: ["d", "gone"], place: null } };
  const visible = onFirstScreen(firstSections(rung), phone);
  expect(visible[0]).toBe("d");
  expect(new Set(visible).size).toBe(visible.length);
});
