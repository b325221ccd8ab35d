/** Who watches which camera of an incident, as the district's map shows it. */

import { describe, expect, it } from "vitest";
import { agenciesText, symbolOf, watchedCameras } from "../../../src/ui/console/incident-map/watched";
import type { IncidentView, LinkView } from "../../../src/wire/types";
import { cameraView as camera } from "../../camera";
import { deviceView as device, linkView as link } from "../../link";

const incident = (...links: LinkView[]): IncidentView => ({
  incident_id: "incident",
  building_ids: [camera("gym").building_id],
  kind: "drill",
  reason: "Drill",
  opened_by: "officer",
  opened_at_ms: 0,
  closed_at_ms: null,
  owner: { name: "officer", is_agency: false },
  links,
});

describe("the cameras of an incident", () => {
  const cameras = [camera("gym"), camera("lobby"), { ...camera("far"), building_id: "elsewhere" }];

  it("are those of its buildings, the most watched first", () => {
    const police = link("Police", device("one", "lobby"), device("two", "lobby", "gym"));
    const officer = { ...link("Fire"), officers: [{ username: "kim", watching: ["lobby"] }] };
    const watched = watchedCameras(incident(police, officer), cameras);
    expect(watched.map((each) => each.camera.camera_id)).toEqual(["lobby", "gym"]);
    expect(watched.map(({ agencies }) => agenciesText(agencies))).toEqual(["Police 2, Fire 1", "Police 1"]);
  });

  it("are watched through links that are open, not by devices that a link has just lost", () => {
    const ended = { ...link("Police", device("one", "lobby")), state: "revoked" as const };
    expect(watchedCameras(incident(ended), cameras).map(({ agencies }) => agencies)).toEqual([[], []]);
  });

  it("stay in place order while nobody watches", () => {
    const watched = watchedCameras(incident(), cameras);
    expect(watched.map((each) => each.camera.camera_id)).toEqual(["gym", "lobby"]);
    expect(watched.map(symbolOf)).toEqual(["ready", "ready"]);
  });

  it("that give no picture are drawn so, watched or not", () => {
    const dead = { ...camera("gym"), status: { ...camera("gym").status, state: "unreachable" as const } };
    const [watched] = watchedCameras(incident(link("Police", device("one", "gym"))), [dead]);
    expect(watched && symbolOf(watched)).toBe("offline");
  });
});
