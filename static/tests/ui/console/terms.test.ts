/** An agreement between its form and the service. */

import { describe, expect, it } from "vitest";
import { agreementOf, ended, hours, standingOf, type Terms } from "../../../src/ui/console/agreements/terms";

const PERSON = { name: "Kim Lee", rank: "Lieutenant", position: "Watch", contact: "555", supervisor: "Chief" };

const TERMS: Terms = {
  agency: "Maple Ridge Police",
  from: "2026-01-01",
  until: "2026-12-31",
  kinds: ["police"],
  buildingIds: [],
  cameraGroups: [],
  openingRoles: [],
  approvers: [],
  maxHours: "1.5",
  idleMinutes: "",
  needsApproval: true,
  designatedOnly: false,
  opensByItself: false,
  allowsRecording: false,
  endsWhenClear: false,
  persons: [PERSON],
  clauses: { lifetime: "No longer than ninety minutes.", kind: "" },
};

describe("what is saved", () => {
  it("holds from the first day to the end of the last", () => {
    const agreement = agreementOf(TERMS, null);
    expect(agreement.valid_from_ms).toBe(new Date(2026, 0, 1).getTime());
    expect(agreement.valid_until_ms).toBe(new Date(2027, 0, 1).getTime());
  });

  it("has spans in seconds, and none where nothing was typed", () => {
    const agreement = agreementOf(TERMS, null);
    expect([agreement.max_lifetime_s, agreement.ends_after_idle_s]).toEqual([5_400, null]);
    expect(hours(agreement.max_lifetime_s)).toBe("1.5");
  });

  it("covers all buildings where none is chosen, and quotes only what is written", () => {
    const agreement = agreementOf(TERMS, null);
    expect(agreement.building_ids).toBeNull();
    expect(agreement.clauses).toEqual([{ term: "lifetime", text: "No longer than ninety minutes." }]);
  });

  it("keeps what the form does not show", () => {
    const before = { ...agreementOf(TERMS, null), allows_replay: true };
    expect(agreementOf(TERMS, before)).toMatchObject({ allows_replay: true });
  });

  it("is bound to what is chosen, and to nothing where nothing is", () => {
    const bound = agreementOf({ ...TERMS, cameraGroups: ["entrances"], openingRoles: ["dispatcher"] }, null);
    expect(bound).toMatchObject({ camera_groups: ["entrances"], opening_roles: ["dispatcher"] });
    expect(agreementOf(TERMS, bound)).toMatchObject({ camera_groups: null, opening_roles: null });
  });
});

it("an agreement is ahead, holds, and is over", () => {
  const agreement = agreementOf(TERMS, null);
  const noon = (month: number) => new Date(2026, month, 15, 12).getTime();
  expect(standingOf(agreement, new Date(2025, 11, 31).getTime())).toBe("ahead");
  expect(standingOf(agreement, noon(5))).toBe("holds");
  expect(standingOf(ended(agreement, noon(5)), noon(5))).toBe("over");
});
