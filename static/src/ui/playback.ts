/** Keeps video elements playing: after an app switch, and where the phone waits for a tap first. */

import { signal } from "@preact/signals";

/** A phone in Low Power Mode refuses to play without a tap: then a large play button is on the screen. */
export const needsTap = signal(false);

const videos = new Set<HTMLVideoElement>();

/** Plays `video` now and whenever the page comes back; the answer takes it out again. */
export function playing(video: HTMLVideoElement): () => void {
  // A phone call or a headset pauses what nobody here has paused.
  const onPause = () => {
    if (!document.hidden) play(video);
  };
  videos.add(video);
  video.addEventListener("pause", onPause);
  play(video);
  return () => {
    videos.delete(video);
    video.removeEventListener("pause", onPause);
  };
}

/** Plays all videos, from a tap or after the page was away. */
export function playAll(): void {
  for (const video of videos) play(video);
}

function play(video: HTMLVideoElement): void {
  video.play().then(onPlaying, onRefused);
}

const onPlaying = (): void => {
  needsTap.value = false;
};

function onRefused(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
  // AbortError: the slot was changed while it began to play; the next stream plays by itself.
  if (error.name === "NotAllowedError") needsTap.value = true;
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) playAll();
});
