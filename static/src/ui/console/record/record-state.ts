/** The record as it was asked for last, and whether its chain is whole. */

import { type Signal, signal } from "@preact/signals";
import { fetchJson } from "../../../wire/http";
import type { AuditEntry, AuditPage, ChainState, DisclosureView, RecordNames } from "../../../wire/types";
import { Asking } from "../asking";
import { auditQuery, disclosureQuery, type Filter, incidentsQuery, lastDays } from "./query";

/** Disclosures are what is asked for by law, decisions are how it came to them. */
export const LISTS = ["disclosures", "decisions"] as const;
export type List = (typeof LISTS)[number];

const FIRST_DAYS = 7;

const NO_NAMES: RecordNames = { buildings: [], cameras: [] };

export class RecordState {
  readonly list: Signal<List> = signal("disclosures");
  readonly filter: Signal<Filter>;
  readonly names: Signal<RecordNames> = signal(NO_NAMES);
  /** To choose from, the newest first. */
  readonly incidents: Signal<readonly AuditEntry[]> = signal([]);
  readonly disclosures: Signal<readonly DisclosureView[]> = signal([]);
  readonly decisions: Signal<readonly AuditEntry[]> = signal([]);
  /** Where to read on; null when that was all. */
  readonly nextAfter: Signal<number | null> = signal(null);
  readonly chain: Signal<ChainState | null> = signal(null);
  readonly asking: Asking;
  readonly checking: Asking;
  /** What is shown answers the newest question only. */
  private question = 0;

  constructor(onSignedOut: () => void) {
    this.asking = new Asking(onSignedOut);
    this.checking = new Asking(onSignedOut);
    const period = lastDays(FIRST_DAYS, Date.now());
    this.filter = signal({ incidentId: "", cameraId: "", party: "", person: "", ...period });
  }

  async open(): Promise<void> {
    void this.check();
    await this.search();
    const names = await this.asking.ask(() => fetchJson<RecordNames>("GET", "/api/audit/names"));
    if (names !== null) this.names.value = names;
    const opened = await this.asking.ask(() => fetchJson<AuditPage>("GET", `/api/audit${incidentsQuery(Date.now())}`));
    if (opened !== null) this.incidents.value = opened.entries.toReversed();
  }

  async check(): Promise<void> {
    const chain = await this.checking.ask(() => fetchJson<ChainState>("GET", "/api/audit/chain"));
    if (chain !== null) this.chain.value = chain;
  }

  narrow(changes: Partial<Filter>): void {
    this.filter.value = { ...this.filter.peek(), ...changes };
    void this.search();
  }

  show(list: List): void {
    this.list.value = list;
    void this.search();
  }

  async search(): Promise<void> {
    this.question += 1;
    const { question } = this;
    const filter = this.filter.peek();
    if (this.list.peek() === "disclosures") {
      const path = `/api/disclosures${disclosureQuery(filter)}`;
      const found = await this.asking.ask(() => fetchJson<DisclosureView[]>("GET", path));
      if (found !== null && question === this.question) this.disclosures.value = found;
      return;
    }
    const page = await this.asking.ask(() => fetchJson<AuditPage>("GET", `/api/audit${auditQuery(filter)}`));
    if (page !== null && question === this.question) this.take(page, []);
  }

  /** The next decisions, behind those that are shown. */
  async more(): Promise<void> {
    const after = this.nextAfter.peek();
    if (after === null) return;
    const { question } = this;
    const path = `/api/audit${auditQuery(this.filter.peek(), after)}`;
    const page = await this.asking.ask(() => fetchJson<AuditPage>("GET", path));
    if (page !== null && question === this.question) this.take(page, this.decisions.peek());
  }

  private take(page: AuditPage, before: readonly AuditEntry[]): void {
    this.decisions.value = [...before, ...page.entries];
    this.nextAfter.value = page.next_after;
  }
}
