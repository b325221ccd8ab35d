/** What can be said of a link beyond whom it is for; left as it is, the service's own terms hold. */

import type { LinkRequest } from "../../wire/types";

const HOUR_S = 3_600;

/** The service's own: chosen unless somebody chooses otherwise. */
export const USUAL = { hours: 4, devices: 50 } as const;

export const HOURS = [1, USUAL.hours, 12, 24, 72] as const;
export const DEVICES = [1, 5, 20, USUAL.devices, 200, 500] as const;

/** As the service takes it. */
export const PIN_PATTERN = "[0-9]{4,8}";

export interface LinkTerms {
  /** Day and minute on this device, as a field of the browser has them; empty for at once. */
  readonly begins: string;
  readonly hours: number;
  readonly devices: number;
  /** Empty for none. */
  readonly pin: string;
  readonly hasWaitingRoom: boolean;
  /** Empty for all cameras that the agreement allows. */
  readonly cameraGroups: readonly string[];
}

/** Only what differs: two taps share with nothing but an agency. */
export function termsOf(terms: LinkTerms): Omit<LinkRequest, "agency"> {
  const { begins, hours, devices, pin, hasWaitingRoom, cameraGroups } = terms;
  return {
    ...(begins === "" ? {} : { begins_at_ms: new Date(begins).getTime() }),
    ...(hours === USUAL.hours ? {} : { lifetime_s: hours * HOUR_S }),
    ...(devices === USUAL.devices ? {} : { device_limit: devices }),
    ...(pin === "" ? {} : { pin }),
    ...(hasWaitingRoom ? {} : { has_waiting_room: false }),
    ...(cameraGroups.length === 0 ? {} : { camera_groups: [...cameraGroups] }),
  };
}
