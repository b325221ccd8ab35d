/** The wall: every camera of the link as a tile, in place order; it knows which tiles are on the screen. */

import { useEffect, useRef } from "preact/hooks";
import type { Pictures } from "../live/pictures";
import type { Watch } from "../live/watch";
import type { CameraView } from "../wire/types";
import { Badge, spoken } from "./badge";
import { Picture } from "./picture";
import type { Section } from "./sections";
import { t } from "./strings";

/** A tile just below the edge gets its slot early, so that a short scroll finds it live. */
const NEARBY = "64px 0px";

interface Props {
  readonly watch: Watch;
  readonly pictures: Pictures;
  readonly sections: readonly Section[];
  readonly focused: string | null;
  readonly onFocus: (cameraId: string) => void;
  /** Cameras on the screen in their order, and how wide their pictures are in device pixels. */
  readonly onVisible: (visible: readonly string[], widths: ReadonlyMap<string, number>) => void;
}

export function Wall({ watch, pictures, sections, focused, onFocus, onVisible }: Props) {
  const root = useRef<HTMLElement>(null);
  useEffect(() => (root.current === null ? undefined : observe(root.current, onVisible)), [sections, onVisible]);
  return (
    <main class="wall" ref={root} aria-label={t.viewer.wall}>
      {sections.length === 0 && <p class="entry-note">{t.viewer.noCameras}</p>}
      {sections.map((section) => (
        <section class="wall-section" key={section.key} id={`section-${section.key}`}>
          <h2>
            {sectionName(section, sections)}
            <span>{t.viewer.cameras(section.cameras.length)}</span>
          </h2>
          <div class="wall-grid">
            {section.cameras.map((camera) => (
              <TileButton
                key={camera.camera_id}
                watch={watch}
                pictures={pictures}
                camera={camera}
                place={sectionName(section, sections)}
                isFocused={camera.camera_id === focused}
                onFocus={onFocus}
              />
            ))}
          </div>
        </section>
      ))}
    </main>
  );
}

/** The building is only said where there are several. */
export function sectionName(section: Section, sections: readonly Section[]): string {
  const place = section.level === null ? t.viewer.outside : section.level.name;
  const isOnly = sections.every((each) => each.building.building_id === section.building.building_id);
  return isOnly ? place : `${section.building.name} · ${place}`;
}

interface TileProps {
  readonly watch: Watch;
  readonly pictures: Pictures;
  readonly camera: CameraView;
  readonly place: string;
  readonly isFocused: boolean;
  readonly onFocus: (cameraId: string) => void;
}

function TileButton({ watch, pictures, camera, place, isFocused, onFocus }: TileProps) {
  const tile = pictures.tile(camera.camera_id).value;
  return (
    <button
      type="button"
      class="tile"
      data-testid="tile"
      data-camera-id={camera.camera_id}
      data-state={tile.state}
      aria-pressed={isFocused}
      aria-label={`${camera.name}, ${place}, ${spoken(tile)}`}
      onClick={() => onFocus(camera.camera_id)}
    >
      <Picture watch={watch} pictures={pictures} cameraId={camera.camera_id} />
      <Badge tile={tile} />
      {tile.state === "offline" && <span class="tile-reason">{tile.reason}</span>}
      <span class="tile-name">{camera.name}</span>
    </button>
  );
}

/** Reports the tiles on the screen in document order, once per change. */
function observe(root: HTMLElement, onVisible: Props["onVisible"]): () => void {
  const visible = new Set<Element>();
  const tiles = [...root.querySelectorAll<HTMLElement>(".tile")];
  const report = () => {
    const shown = tiles.filter((tile) => visible.has(tile));
    const widths = shown.map((tile): [string, number] => [
      tile.dataset["cameraId"] ?? "",
      Math.round(tile.clientWidth * window.devicePixelRatio),
    ]);
    onVisible(
      widths.map(([cameraId]) => cameraId),
      new Map(widths),
    );
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target);
        else visible.delete(target);
      }
      report();
    },
    { root, rootMargin: NEARBY },
  );
  for (const tile of tiles) observer.observe(tile);
  return () => observer.disconnect();
}
