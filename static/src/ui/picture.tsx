/** One camera's picture: the poster under the video, never a blank or a flicker between them. */

import { useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Pictures } from "../live/pictures";
import type { Watch } from "../live/watch";
import { playing } from "./playback";

/** Where pictures come from. */
export type Source = Pick<Watch, "posters" | "streamVersion" | "stream" | "onPresented">;

interface Props {
  readonly watch: Source;
  readonly pictures: Pictures;
  readonly cameraId: string;
}

export function Picture({ watch, pictures, cameraId }: Props) {
  const tile = pictures.tile(cameraId).value;
  const poster = watch.posters.of(cameraId).value;
  return (
    <span class="picture" data-state={tile.state} data-shows={tile.shows}>
      {poster !== null && <img src={poster.url} alt="" draggable={false} />}
      <LiveVideo watch={watch} cameraId={cameraId} />
    </span>
  );
}

/** A video element that follows its camera from slot to slot and reports every picture that reaches the screen. */
function LiveVideo({ watch, cameraId }: { watch: Source; cameraId: string }) {
  const element = useRef<HTMLVideoElement>(null);
  const stream = useComputed(() => {
    watch.streamVersion.value;
    return watch.stream(cameraId);
  }).value;
  // Before the page is painted: the player starts while the browser lays out.
  useLayoutEffect(() => {
    const video = element.current;
    if (video === null) return undefined;
    video.srcObject = stream;
    video.dataset["hasFrame"] = "false";
    if (stream === null) return undefined;
    const stopPlaying = playing(video);
    const stopReporting = onEachPicture(video, (rtpTimestamp) => {
      video.dataset["hasFrame"] = "true";
      watch.onPresented(cameraId, rtpTimestamp);
    });
    return () => {
      stopReporting();
      stopPlaying();
      video.srcObject = null;
    };
  }, [watch, cameraId, stream]);
  return <video ref={element} muted playsInline autoPlay disablePictureInPicture tabIndex={-1} aria-hidden="true" />;
}

/** `rtpTimestamp` is part of the WebRTC extension of the callback's metadata; some browsers leave it out. */
function onEachPicture(video: HTMLVideoElement, report: (rtpTimestamp: number | undefined) => void): () => void {
  let handle = 0;
  const next = () => {
    handle = video.requestVideoFrameCallback((_, metadata) => {
      report(metadata.rtpTimestamp);
      next();
    });
  };
  next();
  return () => video.cancelVideoFrameCallback(handle);
}
