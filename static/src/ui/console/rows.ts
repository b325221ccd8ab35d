/** A list that the service keeps, and what is changed in it; after each change it is read anew. */

import { type Signal, signal } from "@preact/signals";
import { fetchAnswer, fetchJson } from "../../wire/http";
import { Asking } from "./asking";

export class Rows<Row> {
  readonly rows: Signal<readonly Row[] | null> = signal(null);
  readonly asking: Asking;
  readonly reading: Asking;

  constructor(
    private readonly path: string,
    onSignedOut: () => void,
  ) {
    this.asking = new Asking(onSignedOut);
    this.reading = new Asking(onSignedOut);
  }

  async read(): Promise<void> {
    const rows = await this.reading.ask(() => fetchJson<Row[]>("GET", this.path));
    if (rows !== null) this.rows.value = rows;
  }

  /** Whether it was done; why not is in `asking`. */
  async change(method: string, part: string, body?: unknown): Promise<boolean> {
    const path = this.path + part;
    const answer = await this.asking.ask(() => fetchAnswer(method, path, body === undefined ? {} : { body }));
    await this.read();
    return answer !== null;
  }
}
