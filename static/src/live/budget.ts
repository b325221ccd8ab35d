/** What the officer lets this phone use, kept on the device; the service holds it as a hard cap. */

import { type Signal, signal } from "@preact/signals";
import type { SetBudget } from "../wire/types";
import { keep, kept } from "./device-storage";

export interface Budget {
  readonly dataSaver: boolean;
  /** Null: as much as the link carries. */
  readonly capBps: number | null;
}

const KEY = "budget-1";
const NO_LIMIT: Budget = { dataSaver: false, capBps: null };

/** 300 kbps still carries the focused camera; 3 Mbps a wall of small pictures. */
export const CAPS_BPS: readonly (number | null)[] = [null, 3_000_000, 1_000_000, 300_000];

const saved = kept("device", KEY);

export const budget: Signal<Budget> = signal(
  saved === null ? NO_LIMIT : { ...NO_LIMIT, ...(JSON.parse(saved) as Partial<Budget>) },
);

export function setBudget(next: Budget): void {
  budget.value = next;
  keep("device", KEY, JSON.stringify(next));
}

export const isLimited = ({ dataSaver, capBps }: Budget): boolean => dataSaver || capBps !== null;

export const budgetMessage = ({ dataSaver, capBps }: Budget): SetBudget & { type: "set_budget" } => ({
  type: "set_budget",
  data_saver: dataSaver,
  cap_bps: capBps,
});
