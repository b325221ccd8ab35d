/** Where a camera hangs and looks while somebody changes it: what every move, turn and slider does. */

import { distanceM, type GroundPoint, M_PER_DEGREE, mPerDegreeEast } from "../../../map/distance";
import type { CameraPlacing, CameraView } from "../../../wire/types";

/** What the optics cover; the service takes all of it or nothing. */
export interface Optics {
  /** Centre line from true north, 0 to below 360. */
  readonly azimuthDeg: number;
  /** Edge to edge. */
  readonly fovDeg: number;
  readonly rangeM: number;
}

export interface Placing extends GroundPoint {
  /** Null outside. */
  readonly levelId: string | null;
  /** Null while nobody knows where the camera looks. */
  readonly optics: Optics | null;
}

/** A common camera on a wall: a start to turn from, not a guess that stays. */
const FIRST_OPTICS: Optics = { azimuthDeg: 0, fovDeg: 90, rangeM: 15 };

export const FOV_DEG = { min: 5, max: 360 } as const;
export const RANGE_M = { min: 1, max: 100 } as const;

/** The service's own bound: what is on the map already may reach further than the slider. */
const RANGE_LIMIT_M = 500;

/** About a centimetre: what the map's files keep. */
const DEGREE_DECIMALS = 7;

export function placingOf(camera: CameraView): Placing {
  const { longitude, latitude, level_id: levelId, azimuth_deg, fov_deg, range_m } = camera;
  const isSurveyed = azimuth_deg !== null && fov_deg !== null && range_m !== null;
  const optics = isSurveyed ? { azimuthDeg: azimuth_deg, fovDeg: fov_deg, rangeM: range_m } : null;
  return { longitude, latitude, levelId, optics };
}

export const putAt = (placing: Placing, { longitude, latitude }: GroundPoint): Placing => ({
  ...placing,
  longitude,
  latitude,
});

/** So many metres to the east and to the north. */
export const moved = (placing: Placing, eastM: number, northM: number): Placing => ({
  ...placing,
  longitude: placing.longitude + eastM / mPerDegreeEast(placing.latitude),
  latitude: placing.latitude + northM / M_PER_DEGREE,
});

export const onLevel = (placing: Placing, levelId: string | null): Placing => ({ ...placing, levelId });

export const surveyed = (placing: Placing): Placing => ({ ...placing, optics: placing.optics ?? FIRST_OPTICS });

export const unsurveyed = (placing: Placing): Placing => ({ ...placing, optics: null });

/** Clockwise by so many degrees; a camera whose direction nobody knew begins in the north. */
export const turned = (placing: Placing, byDeg: number): Placing => {
  const { azimuthDeg } = placing.optics ?? FIRST_OPTICS;
  return withOptics(placing, { azimuthDeg: azimuthDeg + byDeg });
};

/** The centre line leads through a point; on the camera itself a point says nothing. */
export function aimedAt(placing: Placing, at: GroundPoint): Placing {
  if (distanceM(placing, at) === 0) return placing;
  const eastM = (at.longitude - placing.longitude) * mPerDegreeEast(placing.latitude);
  const northM = (at.latitude - placing.latitude) * M_PER_DEGREE;
  return withOptics(placing, { azimuthDeg: Math.round((Math.atan2(eastM, northM) * 180) / Math.PI) });
}

/** With other optics, within what a camera can have. */
export function withOptics(placing: Placing, changes: Partial<Optics>): Placing {
  const { azimuthDeg, fovDeg, rangeM } = { ...(placing.optics ?? FIRST_OPTICS), ...changes };
  return {
    ...placing,
    optics: {
      azimuthDeg: ((azimuthDeg % 360) + 360) % 360,
      fovDeg: within(fovDeg, FOV_DEG.min, FOV_DEG.max),
      rangeM: within(rangeM, RANGE_M.min, RANGE_LIMIT_M),
    },
  };
}

const within = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);

export function isSamePlacing(one: Placing, other: Placing): boolean {
  return JSON.stringify(onWire(one)) === JSON.stringify(onWire(other));
}

/** As the service takes it; height and mount stay as they are. */
export function onWire({ longitude, latitude, levelId, optics }: Placing, isVerified = false): CameraPlacing {
  return {
    longitude: Number(longitude.toFixed(DEGREE_DECIMALS)),
    latitude: Number(latitude.toFixed(DEGREE_DECIMALS)),
    level_id: levelId,
    azimuth_deg: optics?.azimuthDeg ?? null,
    fov_deg: optics?.fovDeg ?? null,
    range_m: optics?.rangeM ?? null,
    is_verified: isVerified,
  };
}
