/** Times as a person reads them at a glance. */

const pad = (value: number): string => String(value).padStart(2, "0");

/** A span for a countdown: `3 h 58 m`, `12 m 05 s`, `48 s`. */
export function spanText(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1_000));
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`;
  return minutes > 0 ? `${minutes} m ${pad(seconds % 60)} s` : `${seconds} s`;
}

/** An age on a badge: `0.4 s`, `12 s`, `3 min`, `2 h`. */
export function ageText(ageS: number): string {
  if (ageS < 2) return `${ageS.toFixed(1)} s`;
  if (ageS < 100) return `${Math.round(ageS)} s`;
  return ageS < 6_000 ? `${Math.round(ageS / 60)} min` : `${Math.round(ageS / 3_600)} h`;
}

/** Day and minute on this device, for something that is to come: `Tue, Nov 24, 09:00`. */
export const momentText = (atMs: number, language: string): string =>
  new Date(atMs).toLocaleString(language, {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });

/** A time of day on this device: `14:32:05`. */
export function clockText(atMs: number): string {
  const at = new Date(atMs);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}
