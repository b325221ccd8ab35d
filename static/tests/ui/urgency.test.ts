/** What matters now comes first, and only what matters. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atFirst, type Happening, MOST, urgent } from "../../src/ui/urgency";
import type { AlertView, CameraView, MarkerView } from "../../src/wire/types";
import { cameraView } from "../camera";

const camera = (cameraId: string, latitude: number) => cameraView(cameraId, { latitude });

const metres = (north: number) => north / 111_195;

const IDS = [..."abcdef"];
/** One every 20 m to the north. */
const CAMERAS = IDS.map((id, index) => camera(id, metres(index * 20)));
const NOTHING = atFirst(null);

const ids = (cameras: readonly CameraView[]) => cameras.map(({ camera_id }) => camera_id);

const alert = (differs: Partial<AlertView>): AlertView => ({ camera_ids: [], place: null, ...differs });

const place = (north: number, level_id: string | null = null) => ({
  name: "101",
  longitude: 0,
  latitude: metres(north),
  level_id,
});

const marker = (differs: Partial<MarkerView>): MarkerView => ({
  marker_id: "m",
  kind: "suspect",
  longitude: 0,
  latitude: 0,
  level_id: null,
  building_id: null,
  note: "",
  agency: null,
  person: null,
  placed_at_ms: 0,
  is_own: false,
  may_withdraw: false,
  ...differs,
});

describe("urgency", () => {
  it("is nobody's until the officer or an alert asks, whoever else looks or marks where", () => {
    expect(urgent(CAMERAS, NOTHING)).toEqual([]);
    expect(urgent(CAMERAS, { ...NOTHING, watched: new Map([["a", 3]]) })).toEqual([]);
    expect(urgent(CAMERAS, { ...NOTHING, markers: [marker({})] })).toEqual([]);
    expect(urgent(CAMERAS, { ...NOTHING, alert: alert({ camera_ids: ["gone"] }) })).toEqual([]);
  });

  it("goes by the alert, the way, the incident, other units' eyes, nearness and the entrances", () => {
    const each = ["way", "eyes", "door"].map((id) => cameraView(id, { latitude: 1, is_entrance: id === "door" }));
    const cameras = [...each, camera("near", metres(20)), camera("me", metres(-2000)), camera("alerted", 1)];
    const happening: Happening = {
      alert: alert({ camera_ids: ["alerted"], place: place(0) }),
      along: ["way"],
      markers: [],
      watched: new Map([["eyes", 1]]),
      me: { longitude: 0, latitude: metres(-2000) },
    };
    expect(ids(urgent(cameras, happening))).toEqual(["alerted", "way", "near", "eyes"]);
    expect(ids(urgent(cameras, { ...happening, alert: null }))).toEqual(["way", "eyes", "me", "door"]);
  });

  it("counts other units' eyes", () => {
    const watched = new Map([
      ["a", 1],
      ["f", 2],
    ]);
    const me = { longitude: 0, latitude: 0 };
    expect(ids(urgent(CAMERAS, { ...NOTHING, along: ["e"], watched, me }))).toEqual([..."efab"]);
  });

  it("leaves out what is far from the officer", () => {
    expect(ids(urgent(CAMERAS, { ...NOTHING, me: { longitude: 0, latitude: metres(40) } })).sort()).toHaveLength(MOST);
    expect(urgent(CAMERAS, { ...NOTHING, me: { longitude: 1, latitude: 0 } })).toEqual([]);
  });

  it("is near the alert's place, its own level first", () => {
    const upstairs = cameraView("upstairs", { level_id: "second", latitude: metres(50) });
    const found = urgent([...CAMERAS, upstairs], { ...NOTHING, alert: alert({ place: place(0, "second") }) });
    expect(ids(found)).toEqual(["upstairs", ..."abc"]);
  });

  it("is near the newest marker of a suspect or a casualty where the alert named no place", () => {
    const markers = [
      marker({ latitude: metres(0), placed_at_ms: 1 }),
      marker({ latitude: metres(100), kind: "casualty", placed_at_ms: 2 }),
      marker({ latitude: metres(40), kind: "staging", placed_at_ms: 3 }),
    ];
    const known = { ...NOTHING, markers, alert: alert({ camera_ids: ["c"] }) };
    expect(ids(urgent(CAMERAS, known))).toEqual([..."cfed"]);
    expect(ids(urgent(CAMERAS, { ...known, alert: alert({ camera_ids: ["c"], place: place(0) }) }))).toEqual([
      ..."cab",
    ]);
  });

  it("is near the alerted camera where nobody said more", () => {
    expect(ids(urgent(CAMERAS, { ...NOTHING, alert: alert({ camera_ids: ["a"] }) }))).toEqual([..."abc"]);
  });

  it("keeps the rules whatever happens", () => {
    const id = fc.constantFrom(...IDS, "gone");
    const latitude = fc.double({ min: 0, max: 0.002, noNaN: true });
    const level = fc.constantFrom(null, "second");
    const spot = fc.record({ name: fc.string(), longitude: fc.constant(0), latitude, level_id: level });
    const happenings = fc.record({
      alert: fc.option(fc.record({ camera_ids: fc.array(id), place: fc.option(spot) })),
      along: fc.array(id),
      markers: fc.array(fc.record({ latitude, placed_at_ms: fc.nat(), level_id: level }).map(marker)),
      watched: fc.array(fc.tuple(id, fc.nat(3))).map((pairs) => new Map(pairs)),
      me: fc.option(fc.record({ longitude: fc.constant(0), latitude })),
    });
    fc.assert(
      fc.property(happenings, fc.subarray(IDS), (happening, doors) => {
        const cameras = CAMERAS.map((each) => ({ ...each, is_entrance: doors.includes(each.camera_id) }));
        const found = ids(urgent(cameras, happening));
        expect(found.length).toBeLessThanOrEqual(MOST);
        expect(new Set(found).size).toBe(found.length);
        for (const each of found) expect(IDS).toContain(each);
        const alerted = (happening.alert?.camera_ids ?? []).filter((each) => IDS.includes(each));
        const asked = [...new Set([...alerted, ...happening.along.filter((each) => IDS.includes(each))])];
        expect(found.slice(0, asked.length)).toEqual(asked.slice(0, MOST));
        const isOpen = alerted.length > 0 || happening.alert?.place || happening.along.length > 0 || happening.me;
        if (!isOpen) expect(found).toEqual([]);
        // Entrances fill the rest: no room is left while one is missing.
        else if (found.length < MOST) expect(doors.filter((door) => !found.includes(door))).toEqual([]);
      }),
    );
  });
});
