/** The button that keeps the large picture, and the sentence about what became of it. */

import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Tile } from "../live/tile";
import { failureFrom } from "../wire/http";
import type { CameraView } from "../wire/types";
import { spoken } from "./badge";
import { SnapshotIcon } from "./icons";
import { utcText } from "./mark";
import type { Caption } from "./snapshot";
import { failureText, t } from "./strings";
import type { ViewerState } from "./viewer-state";

interface Props {
  readonly state: ViewerState;
  readonly camera: CameraView;
  readonly frame: RefObject<HTMLElement | null>;
}

/** Long enough to read, short enough not to stand in the way. */
const NOTE_MS = 4_000;

export function SnapshotButton({ state, camera, frame }: Props) {
  const note = useSignal("");
  useEffect(() => {
    if (note.value === "") return undefined;
    const timer = window.setTimeout(() => {
      note.value = "";
    }, NOTE_MS);
    return () => window.clearTimeout(timer);
  }, [note, note.value]);
  const tile = state.viewing.pictures.tile(camera.camera_id).value;
  const keep = async () => {
    const source = frame.current?.querySelector<HTMLVideoElement | HTMLImageElement>(shownOf(tile));
    if (source == null || tile.ageS === null) return;
    const { draw, keepSnapshot } = await import("./snapshot");
    const caption = captionOf(state, camera, tile);
    try {
      await keepSnapshot(camera.camera_id, draw(source, caption), caption, state.viewing.query);
      note.value = t.snapshot.kept;
    } catch (error) {
      const { reason, detail } = failureFrom(error);
      note.value = `${t.snapshot.notKept} ${detail || failureText(reason, detail)}`;
    }
  };
  return (
    <div class="snapshot">
      <button
        type="button"
        data-testid="snapshot"
        aria-label={t.snapshot.keep}
        disabled={tile.shows === "nothing" || tile.ageS === null}
        onClick={() => void keep()}
      >
        <SnapshotIcon />
      </button>
      {note.value !== "" && (
        <p class="focus-reason" role="status" data-testid="snapshot-note">
          {note.value}
        </p>
      )}
    </div>
  );
}

const shownOf = ({ shows }: Tile): string => (shows === "video" ? "video" : "img");

function captionOf(state: ViewerState, camera: CameraView, tile: Tile): Caption {
  const { view, clock } = state.viewing;
  const section = state.sectionOf(camera.camera_id);
  const place = section === null ? [] : [section.building.name, section.level?.name ?? t.viewer.outside];
  return {
    camera: camera.name,
    place: place.join(" · "),
    capturedAtMs: clock.serverMs(Date.now()) - (tile.ageS ?? 0) * 1_000,
    state: spoken(tile),
    mark: [view.watermark, utcText(clock.serverMs(Date.now()))],
    incident: [view.campus_name, t.kind[view.kind], view.reason, view.agency].join(" · "),
  };
}
