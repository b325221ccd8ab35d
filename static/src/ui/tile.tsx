/** One camera as a button: its picture, how fresh that is, and whose look it is. */

import type { ComponentChildren } from "preact";
import type { Pictures } from "../live/pictures";
import type { CameraView } from "../wire/types";
import { Badge } from "./badge";
import { Picture, type Source } from "./picture";
import { type Marked, Watermark } from "./watermark";

interface Props {
  readonly source: Source;
  readonly viewing: Marked & { readonly pictures: Pictures };
  readonly camera: CameraView;
  /** What a screen reader says after the name, in an order that can be listened to; empty parts are left out. */
  readonly said: readonly string[];
  readonly isLarge: boolean;
  readonly hasAge?: boolean;
  readonly testId: string;
  readonly onTap: () => void;
  /** A short note on the picture. */
  readonly children?: ComponentChildren;
}

export function Tile({ source, viewing, camera, said, isLarge, hasAge = false, testId, onTap, children }: Props) {
  const tile = viewing.pictures.tile(camera.camera_id).value;
  return (
    <button
      type="button"
      class="tile"
      data-testid={testId}
      data-camera-id={camera.camera_id}
      data-state={tile.state}
      aria-pressed={isLarge}
      aria-label={[camera.name, ...said].filter((part) => part !== "").join(", ")}
      onClick={onTap}
    >
      <Picture watch={source} pictures={viewing.pictures} cameraId={camera.camera_id} />
      <Watermark viewing={viewing} />
      {/* Said in the label already. */}
      <span aria-hidden="true">
        <Badge tile={tile} isPrecise={hasAge} />
        {children}
        {tile.state === "offline" && tile.reason !== "" && <span class="tile-reason">{tile.reason}</span>}
      </span>
      <span class="tile-name">{camera.name}</span>
    </button>
  );
}
