/** How far apart two places on the ground are. */

export interface GroundPoint {
  readonly longitude: number;
  readonly latitude: number;
}

/** One degree of latitude on a sphere of WGS 84's mean radius: over a campus as good as any ellipsoid. */
export const M_PER_DEGREE = 111_195;

/** One degree of longitude there. */
export const mPerDegreeEast = (latitude: number): number => M_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);

export function distanceM(one: GroundPoint, other: GroundPoint): number {
  const north = (one.latitude - other.latitude) * M_PER_DEGREE;
  const east = (one.longitude - other.longitude) * mPerDegreeEast(other.latitude);
  return Math.hypot(north, east);
}
