/** Day and time on this device: `2026-11-22 14:32:05`, in every language, as it stands in files. */

import { clockText } from "../../time";

const pad = (value: number): string => String(value).padStart(2, "0");

export function dateText(atMs: number): string {
  const at = new Date(atMs);
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

export const dateTimeText = (atMs: number): string => `${dateText(atMs)} ${clockText(atMs)}`;
