/** A picture to keep: what the officer sees, with camera, time and incident burnt in, on record before it is saved. */

import { fetchAnswer } from "../wire/http";
import type { SnapshotRequest } from "../wire/types";
import { drawMark } from "./mark";

export interface Caption {
  readonly camera: string;
  readonly place: string;
  /** When the camera took it, in the service's milliseconds of Unix time. */
  readonly capturedAtMs: number;
  /** What the screen said of the picture: live, delayed, a photo. */
  readonly state: string;
  readonly incident: string;
  /** What was written over the picture on the screen. */
  readonly mark: readonly string[];
}

type Source = HTMLVideoElement | HTMLImageElement;

/** A thumbnail is enlarged so that its caption can be read. */
const MIN_WIDTH_PX = 1280;
const QUALITY = 0.92;
const LINES = 3;

/** The picture under a caption of three lines. Draws at once, so that it is the one that was on the screen. */
export function draw(source: Source, caption: Caption): HTMLCanvasElement {
  const [width, height] = sizeOf(source);
  const scale = Math.max(1, MIN_WIDTH_PX / width);
  const line = Math.round((width * scale) / 40);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale) + line * (LINES + 1);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser has no 2D canvas.");
  context.fillStyle = "#000000";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, Math.round(height * scale));
  drawMark(context, caption.mark, canvas.width, Math.round(height * scale));
  context.fillStyle = "#ffffff";
  context.font = `600 ${Math.round(line * 0.72)}px system-ui, sans-serif`;
  textOf(caption).forEach((text, index) => {
    context.fillText(text, line / 2, canvas.height - line * (LINES - index) + line * 0.1, canvas.width - line);
  });
  return canvas;
}

/** The caption's lines; the time is UTC, which no clock of a phone can bend. */
export function textOf({ camera, place, capturedAtMs, state, incident }: Caption): string[] {
  const at = new Date(capturedAtMs).toISOString().replace("T", " ").replace("Z", " UTC");
  return [`${camera} · ${place}`, `${at} · ${state}`, incident];
}

/** Puts it on record, then hands it to the phone; `query` says as whom. Throws Refused when it may not be kept. */
export async function keepSnapshot(
  cameraId: string,
  canvas: HTMLCanvasElement,
  caption: Caption,
  query: string,
): Promise<void> {
  const request: SnapshotRequest = { camera_id: cameraId, captured_at_ms: Math.round(caption.capturedAtMs) };
  await fetchAnswer("POST", `/api/snapshots${query}`, { body: request });
  const image = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (image !== null) save(image, fileName(caption));
}

export const fileName = ({ camera, capturedAtMs }: Caption): string =>
  `${camera.replace(/[^\p{L}\p{N}]+/gu, "-")}-${new Date(capturedAtMs).toISOString().replace(/[:.]/g, "-")}.jpg`;

function save(image: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(image);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const sizeOf = (source: Source): [number, number] =>
  source instanceof HTMLVideoElement
    ? [source.videoWidth, source.videoHeight]
    : [source.naturalWidth, source.naturalHeight];
