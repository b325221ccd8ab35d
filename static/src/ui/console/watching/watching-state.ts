/** Which cameras the account may watch now, and in which incident; asked again whenever that may have changed. */

import { type Signal, signal } from "@preact/signals";
import { fetchJson } from "../../../wire/http";
import type { Action, ProblemType, WatchableCameras, WatchableIncident } from "../../../wire/types";
import { Asking } from "../asking";
import { type Scope, scopesOf, seesIncidents, stillChosen } from "./scope";
import { Watching } from "./watching";

/** After these there is nothing to see any more; anything else passes, and pictures say how old they are. */
const ENDS: ReadonlySet<string> = new Set<ProblemType>([
  "not-allowed",
  "not-signed-in",
  "incident-closed",
  "link-revoked",
  "link-expired",
  "link-pending",
  "link-upcoming",
]);

/** Whoever waits for an incident sees it as soon as it is there. */
const ASK_MS = 3_000;

export class WatchingState {
  /** Null until they are known. */
  readonly scopes: Signal<readonly Scope[] | null> = signal(null);
  readonly chosen: Signal<Scope | null> = signal(null);
  readonly watching: Signal<Watching | null> = signal(null);
  /** The camera that is large. */
  readonly focused: Signal<string | null> = signal(null);
  readonly asking: Asking;
  private readonly timer: number;
  private isLeft = false;

  constructor(
    private readonly may: readonly Action[],
    onSignedOut: () => void,
  ) {
    this.asking = new Asking(onSignedOut);
    this.timer = window.setInterval(() => {
      if (!document.hidden) void this.ask();
    }, ASK_MS);
    void this.ask();
  }

  choose(scope: Scope): void {
    this.stop();
    this.chosen.value = scope;
    void this.begin(scope);
  }

  /** The page is left: what is still under way comes to nothing. */
  leave(): void {
    this.isLeft = true;
    window.clearInterval(this.timer);
    this.stop();
  }

  private stop(): void {
    this.watching.peek()?.leave();
    this.watching.value = this.focused.value = null;
  }

  private async ask(): Promise<void> {
    if (this.asking.isBusy.peek()) return;
    const incidents = seesIncidents(this.may)
      ? await this.asking.ask(() => fetchJson<WatchableIncident[]>("GET", "/api/watchable"))
      : [];
    if (incidents === null || this.isLeft) return;
    const scopes = scopesOf(this.may, incidents);
    const before = this.chosen.peek();
    const chosen = stillChosen(before, scopes);
    if (chosen?.query !== before?.query) this.stop();
    this.scopes.value = scopes;
    this.chosen.value = chosen;
    const watching = this.watching.peek();
    if (chosen !== null && (watching === null || watching.isOutdated)) await this.begin(chosen);
  }

  /** Also when in doubt: what is shown goes on where the same may be seen. */
  private async begin({ query }: Pick<Scope, "query">): Promise<void> {
    const told = await this.asking.ask(() => fetchJson<WatchableCameras>("GET", `/api/cameras${query}`));
    if (this.chosen.peek()?.query !== query || this.isLeft) return;
    if (told === null) {
      if (ENDS.has(this.asking.failure.peek()?.reason ?? "")) this.stop();
      return;
    }
    const before = this.watching.peek();
    if (before === null) this.watching.value = new Watching(told, query, () => void this.begin({ query }));
    else before.retell(told);
    if (!told.cameras.some(({ camera_id }) => camera_id === this.focused.peek())) this.focused.value = null;
  }
}
