/** The wall: every camera of the link as a tile, in place order; it knows which tiles are on the screen. */

import { useEffect, useRef } from "preact/hooks";
import type { CameraView } from "../wire/types";
import { Badge, spoken } from "./badge";
import { EyeIcon } from "./icons";
import { Picture } from "./picture";
import type { Section } from "./sections";
import { t } from "./strings";
import type { ViewerState } from "./viewer-state";
import { Watermark } from "./watermark";

/** A tile just below the edge gets its slot early, so that a short scroll finds it live. */
const NEARBY = "64px 0px";

export function Wall({ state }: { state: ViewerState }) {
  const root = useRef<HTMLElement>(null);
  const { sections } = state;
  // Tiles come and go only at the top, where what matters now is shown.
  const urgentIds = state.urgent.value.map(({ camera_id }) => camera_id).join();
  useEffect(() => (root.current === null ? undefined : observe(root.current, state)), [state, urgentIds]);
  return (
    <main class="wall" ref={root} aria-label={t.viewer.wall} data-columns={state.columns.value ?? "fit"}>
      <Now state={state} />
      {sections.length === 0 && <p class="panel-note">{t.viewer.noCameras}</p>}
      {sections.map((section) => (
        <section class="wall-section" key={section.key}>
          <h2>
            {sectionName(section, sections)}
            <span>{t.viewer.cameras(section.cameras.length)}</span>
          </h2>
          <div class="wall-grid">
            {section.cameras.map((camera) => (
              <TileButton
                key={camera.camera_id}
                state={state}
                camera={camera}
                onTap={() => state.focus(camera.camera_id)}
                testId="tile"
              />
            ))}
          </div>
        </section>
      ))}
    </main>
  );
}

/** What matters now, above everything; each of these is also in its own place below. */
function Now({ state }: { state: ViewerState }) {
  const cameras = state.urgent.value;
  if (cameras.length === 0) return null;
  return (
    <section class="wall-section" data-testid="now">
      <h2>{t.viewer.now}</h2>
      <div class="wall-grid">
        {cameras.map((camera) => (
          <TileButton
            key={camera.camera_id}
            state={state}
            camera={camera}
            onTap={() => state.focus(camera.camera_id)}
            testId="tile-now"
          />
        ))}
      </div>
    </section>
  );
}

/** The building is only said where there are several; last, where there may be no room for all. */
export function sectionName(section: Section, sections: readonly Section[], order?: "place-first"): string {
  const place = section.level === null ? t.viewer.outside : section.level.name;
  const isOnly = sections.every((each) => each.building.building_id === section.building.building_id);
  if (isOnly) return place;
  const { name } = section.building;
  return order === "place-first" ? `${place} · ${name}` : `${name} · ${place}`;
}

interface TileProps {
  readonly state: ViewerState;
  readonly camera: CameraView;
  readonly onTap: () => void;
  readonly testId: string;
}

export function TileButton({ state, camera, onTap, testId }: TileProps) {
  const { pictures } = state.viewing;
  const tile = pictures.tile(camera.camera_id).value;
  const section = state.sectionOf(camera.camera_id);
  const place = section === null ? "" : sectionName(section, state.sections);
  const others = state.viewing.attention.value.get(camera.camera_id) ?? [];
  const reasons = tile.state === "offline" && tile.reason !== "" ? [tile.reason] : [];
  const seenBy = others.length === 0 ? [] : [t.viewer.watchedBy([...new Set(others)].join(", "))];
  return (
    <button
      type="button"
      class="tile"
      data-testid={testId}
      data-camera-id={camera.camera_id}
      data-state={tile.state}
      aria-pressed={camera.camera_id === state.focused.value}
      aria-label={[camera.name, place, spoken(tile), ...reasons, ...seenBy].join(", ")}
      onClick={onTap}
    >
      <Picture watch={state.watch} pictures={pictures} cameraId={camera.camera_id} />
      <Watermark viewing={state.viewing} />
      {/* Said in the label already, in an order that can be listened to. */}
      <span aria-hidden="true">
        <Badge tile={tile} />
        {others.length > 0 && (
          <span class="tile-others" data-testid="others">
            <EyeIcon />
            {[...new Set(others)].join(", ")}
          </span>
        )}
        {tile.state === "offline" && <span class="tile-reason">{tile.reason}</span>}
      </span>
      <span class="tile-name">{camera.name}</span>
    </button>
  );
}

/** Reports the tiles on the screen in document order, once per change; `scroller` is what they scroll in. */
export function observe(
  root: HTMLElement,
  state: Pick<ViewerState, "setVisible">,
  scroller: HTMLElement | null = root,
): () => void {
  const visible = new Set<Element>();
  const tiles = [...root.querySelectorAll<HTMLElement>(".tile")];
  const report = () => {
    const shown = tiles.filter((tile) => visible.has(tile));
    const widths = shown.map((tile): [string, number] => [
      tile.dataset["cameraId"] ?? "",
      Math.round(tile.clientWidth * window.devicePixelRatio),
    ]);
    state.setVisible(
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
    { root: scroller, rootMargin: NEARBY },
  );
  for (const tile of tiles) observer.observe(tile);
  return () => observer.disconnect();
}
