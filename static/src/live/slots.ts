/**
 * Which camera goes into which slot: cameras on the screen get slots, and a camera that has one keeps it.
 *
 * Rules
 * 1. The focused camera always has a slot, then the visible ones in their order, then whoever had one.
 * 2. A camera never moves from one slot to another: a move would cost a key frame and a flicker.
 * 3. No camera is in two slots.
 * 4. A slot under way to another camera is left alone until the service has confirmed it: with two changes in
 *    flight nobody could tell whose picture comes next (`slot-picture.ts`).
 */

import type { SlotRequest } from "../wire/types";

/** The camera in each slot, null for an empty one. */
export type Slots = readonly (string | null)[];

export interface Wanted {
  /** Cameras on the screen, most important first. */
  readonly visible: readonly string[];
  readonly focused: string | null;
}

export const emptySlots = (count: number): Slots => Array.from({ length: count }, () => null);

/** The assignment that the service has begun with. */
export function camerasOf(started: readonly SlotRequest[], count: number): Slots {
  const slots = [...emptySlots(count)];
  for (const request of started) {
    if (request.slot < count) slots[request.slot] = request.camera_id;
  }
  return slots;
}

/** The next assignment; `isSettled` tells whether a slot may be given to another camera (rule 4). */
export function assign(slots: Slots, wanted: Wanted, isSettled: (slot: number) => boolean = () => true): Slots {
  const first = wanted.focused === null ? [] : [wanted.focused];
  const entitled = [...new Set([...first, ...wanted.visible])].slice(0, slots.length);
  const keeps = new Set(entitled);
  const next = [...slots];
  for (const camera of entitled.filter((each) => !slots.includes(each))) {
    const place = freePlace(next, keeps, isSettled);
    if (place !== -1) next[place] = camera;
  }
  return next;
}

/** A slot that was never used before one whose camera is no longer on the screen; -1 when there is none. */
function freePlace(slots: Slots, keeps: ReadonlySet<string>, isSettled: (slot: number) => boolean): number {
  const empty = slots.indexOf(null);
  if (empty !== -1) return empty;
  return slots.findIndex((camera, slot) => camera !== null && !keeps.has(camera) && isSettled(slot));
}

/**
 * What to ask of the service for `slots`. `widthOf` is the width of a camera's picture in device pixels; of what
 * `isUndecodable` only encodings of the service's own are asked for.
 */
export function requests(
  slots: Slots,
  wanted: Wanted,
  widthOf: (camera: string) => number,
  isUndecodable: (camera: string) => boolean = () => false,
): SlotRequest[] {
  return slots.map((camera, slot) => ({
    slot,
    camera_id: camera,
    focused: camera !== null && camera === wanted.focused,
    visible: camera !== null && (camera === wanted.focused || wanted.visible.includes(camera)),
    width_px: camera === null ? 0 : widthOf(camera),
    ...(camera !== null && isUndecodable(camera) ? { undecodable: true } : {}),
  }));
}

/** The requests that differ from what was asked before: a set_slots message names only these. */
export function changed(before: readonly SlotRequest[], after: readonly SlotRequest[]): SlotRequest[] {
  return after.filter((request, index) => !isSame(before[index], request));
}

function isSame(one: SlotRequest | undefined, other: SlotRequest): boolean {
  return (
    one !== undefined &&
    one.camera_id === other.camera_id &&
    one.focused === other.focused &&
    one.visible === other.visible &&
    one.width_px === other.width_px &&
    one.undecodable === other.undecodable
  );
}
