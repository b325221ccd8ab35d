/** What stands in for a live session: photos where nothing moves, and by asking, what a session would tell. */

import { type Signal, signal } from "@preact/signals";
import { budget, isLimited } from "./budget";
import { type Instead, insteadOf, paceOf } from "./floor";
import { MarkerPoll } from "./marker-poll";
import type { Posters } from "./posters";
import type { Resurvey } from "./resurvey";
import { onScreen, type ScreenWish } from "./screen-wish";
import type { Session } from "./session-state";
import type { Viewing } from "./viewing";

export class StandIn {
  /** Null unless live video has been missing for longer than a hiccup. */
  readonly instead: Signal<Instead> = signal(null);
  private readonly poll: MarkerPoll;

  constructor(
    private readonly posters: Posters,
    private readonly resurvey: Resurvey,
    query: string,
  ) {
    this.poll = new MarkerPoll(query);
  }

  /** Photos of those on the screen of which no picture comes over the live session, as often as is good now. */
  show(viewing: Viewing, session: Session, wish: ScreenWish): void {
    this.instead.value = insteadOf(session, this.posters.answeredAtMs, Date.now());
    const pace = paceOf(this.instead.value, isLimited(budget.peek()));
    const { pictures } = viewing;
    const shown = onScreen(wish);
    this.posters.want(
      this.instead.value === null ? pictures.withoutPictures(shown) : pictures.withoutVideo(shown),
      pace,
    );
  }

  /** Markers and map as they are now, while no session tells of them; call it as often as you like. */
  async ask(viewing: Viewing, nowMs: number): Promise<void> {
    if (this.instead.peek() === null) return;
    const mapVersion = await this.poll.ask(viewing.markers, nowMs);
    if (mapVersion !== null) await this.resurvey.to(mapVersion, viewing);
  }
}
