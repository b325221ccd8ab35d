/** An agreement as its form has it, and back: days instead of milliseconds, hours and minutes instead of seconds. */

import type { AgreementView, Clause, DesignatedPersonView, IncidentKind, Role, Term } from "../../../wire/types";

/** What a refusal can quote the agreement's own words for. */
export const TERMS = [
  "period",
  "kind",
  "buildings",
  "cameras",
  "lifetime",
  "opener",
  "approval",
] as const satisfies readonly Term[];

/** Who opens links at all. */
export const OPENERS = [
  "district_admin",
  "safety_officer",
  "building_admin",
  "dispatcher",
] as const satisfies readonly Role[];

export interface Terms {
  readonly agency: string;
  /** Days of this device, both included. */
  readonly from: string;
  readonly until: string;
  readonly kinds: readonly IncidentKind[];
  /** Empty for all. */
  readonly buildingIds: readonly string[];
  /** Empty for all cameras. */
  readonly cameraGroups: readonly string[];
  /** Empty for everybody who may. */
  readonly openingRoles: readonly Role[];
  readonly approvers: readonly string[];
  /** Empty without a bound. */
  readonly maxHours: string;
  readonly idleMinutes: string;
  readonly needsApproval: boolean;
  readonly designatedOnly: boolean;
  readonly opensByItself: boolean;
  readonly allowsRecording: boolean;
  readonly endsWhenClear: boolean;
  readonly persons: readonly DesignatedPersonView[];
  /** By term; empty where the agreement is not quoted. */
  readonly clauses: Partial<Record<Term, string>>;
}

const HOUR_S = 3_600;
const MINUTE_S = 60;

/** Only what the form shows is changed: the rest of an agreement stays as it is. */
export function agreementOf(terms: Terms, before: AgreementView | null): AgreementView {
  return {
    ...before,
    agency: terms.agency,
    valid_from_ms: dayStart(terms.from),
    valid_until_ms: dayStart(terms.until, 1),
    designated_persons: [...terms.persons],
    kinds: [...terms.kinds],
    building_ids: boundTo(terms.buildingIds),
    camera_groups: boundTo(terms.cameraGroups),
    max_lifetime_s: seconds(terms.maxHours, HOUR_S),
    opening_roles: boundTo(terms.openingRoles),
    needs_approval: terms.needsApproval,
    approvers: [...terms.approvers],
    designated_only: terms.designatedOnly,
    opens_by_itself: terms.opensByItself,
    allows_recording: terms.allowsRecording,
    ends_when_units_clear: terms.endsWhenClear,
    ends_after_idle_s: seconds(terms.idleMinutes, MINUTE_S),
    clauses: clausesOf(terms.clauses, before),
  };
}

/** It holds no longer; links that are out keep what they were issued with. */
export const ended = (agreement: AgreementView, nowMs: number): AgreementView => ({
  ...agreement,
  valid_until_ms: nowMs,
});

export type Standing = "ahead" | "holds" | "over";

export function standingOf({ valid_from_ms, valid_until_ms }: AgreementView, nowMs: number): Standing {
  if (nowMs < valid_from_ms) return "ahead";
  return nowMs < valid_until_ms ? "holds" : "over";
}

const inUnit = (spanS: number | null | undefined, unitS: number): string =>
  spanS == null ? "" : String(spanS / unitS);

export const hours = (spanS: number | null | undefined): string => inUnit(spanS, HOUR_S);
export const minutes = (spanS: number | null | undefined): string => inUnit(spanS, MINUTE_S);

const seconds = (typed: string, unitS: number): number | null =>
  typed === "" ? null : Math.round(Number(typed) * unitS);

/** Nothing chosen binds to nothing. */
const boundTo = <Value>(chosen: readonly Value[]): Value[] | null => (chosen.length === 0 ? null : [...chosen]);

function clausesOf(words: Terms["clauses"], before: AgreementView | null): Clause[] {
  const shown: readonly Term[] = TERMS;
  const others = (before?.clauses ?? []).filter(({ term }) => !shown.includes(term));
  return [...others, ...TERMS.flatMap((term) => (words[term] ? [{ term, text: words[term] }] : []))];
}

/** Midnight on this device, so many days later. */
function dayStart(day: string, daysLater = 0): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + daysLater).getTime();
}
