/** What is asked of the record: an incident, a camera, somebody, a period; as the service takes it. */

import { dateText } from "./date-time";

export interface Filter {
  /** Each empty for all. */
  readonly incidentId: string;
  readonly cameraId: string;
  /** The agency, or a member of staff. */
  readonly party: string;
  /** Somebody who is signed in by name. */
  readonly person: string;
  /** Days of this device, `2026-11-22`, both included; empty for no bound. */
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;

/** The last so many days, today included; null for all time. */
export function lastDays(days: number | null, nowMs: number): Pick<Filter, "from" | "to"> {
  if (days === null) return { from: "", to: "" };
  const now = new Date(nowMs);
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (days - 1));
  return { from: dateText(first.getTime()), to: dateText(nowMs) };
}

/** Of the disclosure record: who was shown what. */
export const disclosureQuery = ({ incidentId, cameraId, party, person, ...period }: Filter): string =>
  given({ incident_id: incidentId, camera_id: cameraId, party, person, ...bounds(period) });

/** Of the trail of every decision, which knows one name for whoever decided. */
export const auditQuery = ({ incidentId, cameraId, party, person, ...period }: Filter, after = 0): string =>
  given({
    incident_id: incidentId,
    camera_id: cameraId,
    identity: person === "" ? party : person,
    ...bounds(period),
    after: after === 0 ? "" : String(after),
  });

/** Every incident of the last time, to choose from. */
export const incidentsQuery = (nowMs: number): string =>
  given({ kind: "incident_opened", since_ms: String(nowMs - 400 * DAY_MS), limit: "1000" });

function bounds({ from, to }: Pick<Filter, "from" | "to">): Record<string, string> {
  return { since_ms: from === "" ? "" : String(startOf(from)), until_ms: to === "" ? "" : String(startOf(to, 1)) };
}

/** Midnight on this device; a day later where the clocks change is not always 24 hours later. */
function startOf(day: string, daysLater = 0): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + daysLater).getTime();
}

function given(fields: Record<string, string>): string {
  const filled = Object.entries(fields).filter(([, value]) => value !== "");
  return filled.length === 0 ? "" : `?${new URLSearchParams(filled)}`;
}
