/** What opens the cameras: a link, five words told over the radio, or an account that watches an incident. */

import { inIncident } from "../wire/caller";
import { fetchJson } from "../wire/http";
import type { FirstOffer, RedeemRequest, ResponderView, SpokenCodeRequest } from "../wire/types";
import { tapAnswered, tapKey } from "./tap-key";

export class Key {
  /** As whom everything is asked for, where the browser could be several. */
  readonly query: string;
  private pin: string | null = null;
  /** What was told over the radio, in the place of a link. */
  private code: string | null = null;
  /** The same in every try of one tap; null before the first. */
  private tapKey: string | null = null;

  /** With neither there is only the permit of before. */
  constructor(
    private readonly token: string | null,
    private readonly incidentId: string | null = null,
  ) {
    this.query = incidentId === null ? "" : inIncident(incidentId);
  }

  get hasToken(): boolean {
    return this.token !== null;
  }

  /** Whoever is signed in needs nothing else. */
  get isByName(): boolean {
    return this.incidentId !== null;
  }

  /** Whether there is something to open cameras with, but for the permit of before. */
  get isHeld(): boolean {
    return this.hasToken || this.isByName || this.code !== null;
  }

  /** What was typed at the tap. */
  take(pin: string | null, code: string | null = null): void {
    this.pin = pin;
    this.code = code ?? this.code;
    this.tapKey = this.isByName ? null : tapKey();
  }

  /** Opens the cameras, with live video at once where a link takes the offer along. */
  async redeem(live: FirstOffer | null): Promise<ResponderView> {
    if (this.isByName) return this.permit();
    const view = await this.tap(live);
    tapAnswered();
    return view;
  }

  private tap(live: FirstOffer | null): Promise<ResponderView> {
    const { code, pin, token, tapKey: tap_key } = this;
    if (code !== null) {
      return fetchJson("POST", "/api/redeem/spoken", { code, pin, tap_key } satisfies SpokenCodeRequest);
    }
    return fetchJson("POST", "/api/redeem", { token: token ?? "", pin, tap_key, live } satisfies RedeemRequest);
  }

  /** What may be seen already. */
  permit(): Promise<ResponderView> {
    return fetchJson("GET", `/api/permit${this.query}`);
  }
}
