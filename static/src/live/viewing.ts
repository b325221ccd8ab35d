/** The permit and everything that is shown under it; gone as a whole when access ends. */

import { type Signal, signal } from "@preact/signals";
import type { LinkReport, MarkerView, ResponderView, ServerMessage } from "../wire/types";
import { Pictures } from "./pictures";
import type { Posters } from "./posters";
import { ServerClock } from "./server-clock";

/** The markers before the service has told any. */
export const NOT_TOLD: readonly MarkerView[] = [];

export interface Viewing {
  /** As whom everything under it is asked for, where the browser could be several. */
  readonly query: string;
  /** As it is now: who reads it follows it to the next map. */
  readonly view: ResponderView;
  readonly clock: ServerClock;
  readonly pictures: Pictures;
  readonly expiresAtMs: Signal<number>;
  /** The agency that leads the incident; null while the district does. */
  readonly leadAgency: Signal<string | null>;
  /** What the service last said of this phone's link; null before. */
  readonly link: Signal<LinkReport | null>;
  /** The agencies of other devices that have a camera large now, by camera. */
  readonly attention: Signal<ReadonlyMap<string, readonly string[]>>;
  /** What any unit of the incident has marked on the map. */
  readonly markers: Signal<readonly MarkerView[]>;
  /** When this device saw it last, while it cannot ask whether it still holds; else null. */
  readonly rememberedAtMs: number | null;
  /** The map of the campus is another one: its places and cameras count, while the pictures go on. */
  resurvey(view: ResponderView): void;
}

export function viewingOf(
  view: ResponderView,
  posters: Posters,
  query: string,
  nowMs: number,
  rememberedAtMs: number | null = null,
): Viewing {
  const clock = new ServerClock(rememberedAtMs === null ? view.server_time_ms : nowMs, nowMs);
  const pictures = new Pictures(view.cameras, clock, posters);
  const now = signal(view);
  return {
    query,
    get view() {
      return now.value;
    },
    clock,
    pictures,
    expiresAtMs: signal(view.expires_at_ms),
    leadAgency: signal(view.lead_agency ?? null),
    link: signal(null),
    attention: signal(new Map()),
    markers: signal(NOT_TOLD),
    rememberedAtMs,
    resurvey(next) {
      pictures.know(next.cameras);
      now.value = next;
    },
  };
}

/** What the service tells of the pictures and of the link; that live video or the access ended is not for here. */
export function takeIn(viewing: Viewing, message: ServerMessage, nowMs: number): void {
  switch (message.type) {
    case "slot_states":
      viewing.pictures.onStates(message.slots);
      return;
    case "slot_clocks":
      viewing.pictures.onClocks(message.clocks);
      return;
    case "camera_statuses":
      viewing.pictures.onStatuses(message.cameras);
      return;
    case "pong":
      viewing.clock.onPong(message.client_time_ms, message.server_time_ms, nowMs);
      return;
    case "link_report":
      viewing.link.value = message;
      return;
    case "attention":
      viewing.attention.value = new Map(message.cameras.map(({ camera_id, agencies }) => [camera_id, agencies]));
      return;
    case "markers":
      viewing.markers.value = message.markers;
      return;
    case "permit_changed":
      viewing.expiresAtMs.value = message.expires_at_ms;
      viewing.leadAgency.value = message.lead_agency;
  }
}
