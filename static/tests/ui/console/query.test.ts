/** What the record is asked for. */

import { describe, expect, it } from "vitest";
import { auditQuery, disclosureQuery, type Filter, lastDays } from "../../../src/ui/console/record/query";

const ALL: Filter = { incidentId: "", cameraId: "", party: "", person: "", from: "", to: "" };

/** Noon of a day on this device. */
const NOON_MS = new Date(2026, 10, 22, 12).getTime();

describe("a question", () => {
  it("without a filter asks for everything", () => {
    expect(disclosureQuery(ALL)).toBe("");
    expect(auditQuery(ALL)).toBe("");
  });

  it("names what is wanted, written so that any agency's name arrives whole", () => {
    const query = new URLSearchParams(disclosureQuery({ ...ALL, cameraId: "lobby", party: "Fire & Rescue" }));
    expect(Object.fromEntries(query)).toEqual({ camera_id: "lobby", party: "Fire & Rescue" });
  });

  it("covers its last day to the end", () => {
    const query = new URLSearchParams(disclosureQuery({ ...ALL, from: "2026-11-22", to: "2026-11-22" }));
    const [since, until] = [Number(query.get("since_ms")), Number(query.get("until_ms"))];
    expect(since).toBeLessThan(NOON_MS);
    expect(until).toBeGreaterThan(NOON_MS);
    expect(until).toBe(new Date(2026, 10, 23).getTime());
  });

  it("knows one name for whoever decided", () => {
    expect(auditQuery({ ...ALL, party: "Police", person: "sergeant" })).toBe("?identity=sergeant");
    expect(auditQuery({ ...ALL, party: "Police" })).toBe("?identity=Police");
  });

  it("reads on where the page before ended", () => {
    expect(auditQuery(ALL, 200)).toBe("?after=200");
  });
});

it("the last days end today, and all time has no bounds", () => {
  expect(lastDays(1, NOON_MS)).toEqual({ from: "2026-11-22", to: "2026-11-22" });
  expect(lastDays(7, NOON_MS)).toEqual({ from: "2026-11-16", to: "2026-11-22" });
  expect(lastDays(null, NOON_MS)).toEqual({ from: "", to: "" });
});
