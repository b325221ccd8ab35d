/** What the console knows and does: signing in, the overview, and every change that staff can make. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Failure } from "../../wire/failure";
import { failureFrom, fetchAnswer, fetchJson } from "../../wire/http";
import type {
  Action,
  AgreementView,
  ApprovalRequest,
  ExtendRequest,
  HandOnRequest,
  IncidentOpened,
  IncidentRequest,
  IssuedLink,
  LinkRequest,
  Me,
  Overview,
  PasskeyOptions,
  PasskeySignIn,
  SignIn,
  TransferRequest,
} from "../../wire/types";
import { proven } from "./accounts/passkey";
import { isTerminal } from "./terminal";

/** Everything that staff see is at most this old. */
const POLL_MS = 2_000;

const HOUR_S = 3_600;

/** The service asks for no more: without it a session is over after half an hour. */
const SEEN_EVERY_MS = 60_000;

export type Console = SigningIn | SignedIn;

interface SigningIn {
  readonly phase: "asking" | "signed-out";
}

interface SignedIn {
  readonly phase: "signed-in";
  readonly me: Me;
}

/** Whether there is an overview for this role: whoever shares nothing gets none. */
export const isAwaited = (me: Me): boolean => me.may.includes("open_incident");

export class ConsoleState {
  /** The link that was just made: the only moment at which its address is known. */
  readonly issued: Signal<IssuedLink | null> = signal(null);
  /** The last thing that staff asked for and did not get. */
  readonly failure: Signal<Failure | null> = signal(null);
  /** Whom a building may be shared with, and how it is named; empty until they are known. */
  readonly agreements: Signal<readonly AgreementView[]> = signal([]);
  /** The overview is old: the service does not answer. */
  readonly isStale = signal(false);
  private readonly session: Signal<Console> = signal({ phase: "asking" });
  private readonly latest: Signal<Overview | null> = signal(null);
  private timer = 0;
  private toldAtMs = Date.now();

  constructor() {
    void this.resume();
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.poll();
    });
    for (const touch of ["pointerdown", "keydown"] as const) document.addEventListener(touch, () => this.onTouch());
  }

  get phase(): ReadonlySignal<Console> {
    return this.session;
  }

  get overview(): ReadonlySignal<Overview | null> {
    return this.latest;
  }

  async signIn(credentials: SignIn): Promise<void> {
    const me = await this.attempt(() => fetchJson<Me>("POST", "/api/session", credentials));
    if (me !== null) this.begin(me);
  }

  /** With what this device, or a key in it, keeps. */
  async signInWithPasskey(): Promise<void> {
    const me = await this.attempt(async () => {
      const { options } = await fetchJson<PasskeyOptions>("POST", "/api/session/passkey/begin");
      const credential = await proven(options);
      return fetchJson<Me>("POST", "/api/session/passkey", {
        credential,
        at_terminal: isTerminal(),
      } satisfies PasskeySignIn);
    });
    if (me !== null) this.begin(me);
  }

  /** Whether whoever is signed in may do it somewhere. */
  may(action: Action): boolean {
    const session = this.session.value;
    return session.phase === "signed-in" && session.me.may.includes(action);
  }

  async signOut(): Promise<void> {
    await this.attempt(() => fetchAnswer("DELETE", "/api/session"));
    this.leave();
  }

  /** Opens an incident and shares it in one step. */
  async share(request: IncidentRequest): Promise<boolean> {
    const opened = await this.attempt(() => fetchJson<IncidentOpened>("POST", "/api/incidents", request));
    if (opened === null) return false;
    this.issued.value = opened.issued;
    void this.poll();
    return true;
  }

  async addLink(incidentId: string, request: LinkRequest): Promise<boolean> {
    const path = `/api/incidents/${encodeURIComponent(incidentId)}/links`;
    const issued = await this.attempt(() => fetchJson<IssuedLink>("POST", path, request));
    this.issued.value = issued;
    void this.poll();
    return issued !== null;
  }

  /** To a partner, never wider or longer than the link itself. */
  async handOn(linkId: string, agency: string): Promise<boolean> {
    const path = `/api/links/${encodeURIComponent(linkId)}/children`;
    const body: HandOnRequest = { agency };
    const issued = await this.attempt(() => fetchJson<IssuedLink>("POST", path, body));
    this.issued.value = issued;
    void this.poll();
    return issued !== null;
  }

  revoke(linkId: string): Promise<boolean> {
    return this.change("POST", `/api/links/${encodeURIComponent(linkId)}/revoke`);
  }

  /** A link that its agreement has wait for somebody's yes; with a reason, against the agreement. */
  approve(linkId: string, overrideReason: string | null = null): Promise<boolean> {
    const body: ApprovalRequest = { override_reason: overrideReason };
    return this.change("POST", `/api/links/${encodeURIComponent(linkId)}/approve`, body);
  }

  deny(linkId: string): Promise<boolean> {
    return this.change("POST", `/api/links/${encodeURIComponent(linkId)}/deny`);
  }

  /** By an hour; with a reason, against the agreement. */
  extend(linkId: string, overrideReason: string | null = null): Promise<boolean> {
    const body: ExtendRequest = { by_s: HOUR_S, override_reason: overrideReason };
    return this.change("POST", `/api/links/${encodeURIComponent(linkId)}/extend`, body);
  }

  close(incidentId: string): Promise<boolean> {
    return this.change("POST", `/api/incidents/${encodeURIComponent(incidentId)}/close`);
  }

  /** Somebody else leads from now on. */
  handOver(incidentId: string, request: TransferRequest): Promise<boolean> {
    return this.change("POST", `/api/incidents/${encodeURIComponent(incidentId)}/transfer`, request);
  }

  remove(deviceId: string): Promise<boolean> {
    return this.change("DELETE", `/api/devices/${encodeURIComponent(deviceId)}`);
  }

  /** A device that waits at a full link: a person decides. */
  decide(linkId: string, deviceId: string, decision: "admit" | "turn-away"): Promise<boolean> {
    const [link, device] = [linkId, deviceId].map(encodeURIComponent);
    return this.change("POST", `/api/links/${link}/waiting/${device}/${decision}`);
  }

  /** Whether it was done. */
  private async change(method: string, path: string, body?: unknown): Promise<boolean> {
    const answer = await this.attempt(() => fetchAnswer(method, path, body === undefined ? {} : { body }));
    await this.poll();
    return answer !== null;
  }

  private async resume(): Promise<void> {
    try {
      this.begin(await fetchJson<Me>("GET", "/api/session"));
    } catch (error) {
      const failure = failureFrom(error);
      if (failure.reason !== "not-signed-in") this.failure.value = failure;
      this.leave();
    }
  }

  private begin(me: Me): void {
    this.session.value = { phase: "signed-in", me };
    void this.poll();
    void this.readAgreements();
  }

  /** Somebody reads or writes here, perhaps for longer than an idle session lasts. */
  private onTouch(): void {
    const nowMs = Date.now();
    if (this.session.peek().phase !== "signed-in" || nowMs - this.toldAtMs < SEEN_EVERY_MS) return;
    this.toldAtMs = nowMs;
    fetchAnswer("POST", "/api/session/seen").catch((error: unknown) => {
      if (failureFrom(error).reason === "not-signed-in") this.leave();
    });
  }

  /** The session is over: the first page again. */
  leave(): void {
    window.clearTimeout(this.timer);
    this.session.value = { phase: "signed-out" };
    this.latest.value = null;
    this.issued.value = null;
  }

  /** Whether the last thing that was asked for is against an agreement, and whoever is signed in may override it. */
  get isOverridable(): boolean {
    const reason = this.failure.value?.reason;
    return (reason === "agreement-broken" || reason === "not-allowed") && this.may("override_agreement");
  }

  /** The answer, or null with `failure` set. Signed out meanwhile: back to the first page. */
  private async attempt<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
    try {
      const answer = await ask();
      this.failure.value = null;
      return answer;
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.value = failure;
      if (failure.reason === "not-signed-in") this.leave();
      return null;
    }
  }

  /** Sharing does not wait for it, nor fail with it: the service holds every link to its agreement anyway. */
  async readAgreements(): Promise<void> {
    const session = this.session.peek();
    if (session.phase !== "signed-in" || !session.me.may.includes("issue_link")) return;
    try {
      this.agreements.value = await fetchJson<AgreementView[]>("GET", "/api/agreements");
    } catch (error) {
      if (failureFrom(error).reason === "not-signed-in") this.leave();
    }
  }

  /** Asks for the overview now, and then every 2 s. */
  async poll(): Promise<void> {
    window.clearTimeout(this.timer);
    const session = this.session.peek();
    if (session.phase !== "signed-in" || !isAwaited(session.me)) return;
    try {
      this.latest.value = await fetchJson<Overview>("GET", "/api/overview");
      this.isStale.value = false;
    } catch (error) {
      if (failureFrom(error).reason === "not-signed-in") this.leave();
      else this.isStale.value = true;
    }
    window.clearTimeout(this.timer);
    if (this.session.peek().phase === "signed-in") {
      this.timer = window.setTimeout(() => void this.poll(), POLL_MS);
    }
  }
}
