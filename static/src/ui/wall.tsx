/** The wall: every camera of the link as a tile, in place order. */

import { useEffect, useRef } from "preact/hooks";
import type { CameraView } from "../wire/types";
import { spoken } from "./badge";
import { CameraSections, sectionName } from "./camera-sections";
import { EyeIcon, WarningIcon } from "./icons";
import { t } from "./strings";
import { Tile } from "./tile";
import type { ViewerState } from "./viewer-state";
import { observe } from "./visible-tiles";

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
      <CameraSections sections={sections}>
        {(camera) => (
          <TileButton
            key={camera.camera_id}
            state={state}
            camera={camera}
            onTap={() => state.focus(camera.camera_id)}
            testId="tile"
          />
        )}
      </CameraSections>
    </main>
  );
}

/** What matters now, above everything; each of these is also in its own place below. */
function Now({ state }: { state: ViewerState }) {
  const cameras = state.urgent.value;
  if (cameras.length === 0) return null;
  const room = state.viewing.view.alert?.place?.name ?? "";
  return (
    <section class="wall-section" data-testid="now">
      <h2>
        {t.viewer.now}
        {room !== "" && <span data-testid="alert-place">{t.viewer.alertIn(room)}</span>}
      </h2>
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

interface TileProps {
  readonly state: ViewerState;
  readonly camera: CameraView;
  readonly onTap: () => void;
  readonly testId: string;
}

export function TileButton({ state, camera, onTap, testId }: TileProps) {
  const tile = state.viewing.pictures.tile(camera.camera_id).value;
  const section = state.sectionOf(camera.camera_id);
  const place = section === null ? "" : sectionName(section, state.sections);
  const others = state.viewing.attention.value.get(camera.camera_id) ?? [];
  const alert = state.isAlerted(camera.camera_id) ? t.viewer.alertHere : "";
  const reasons = tile.state === "offline" && tile.reason !== "" ? [tile.reason] : [];
  const seenBy = others.length === 0 ? [] : [t.viewer.watchedBy([...new Set(others)].join(", "))];
  return (
    <Tile
      source={state.watch}
      viewing={state.viewing}
      camera={camera}
      said={[alert, place, spoken(tile), ...reasons, ...seenBy]}
      isLarge={camera.camera_id === state.focused.value}
      testId={testId}
      onTap={onTap}
    >
      {alert !== "" && (
        <span class="tile-alert" data-testid="alert-here">
          <WarningIcon />
          {alert}
        </span>
      )}
      {others.length > 0 && (
        <span class="tile-others" data-testid="others">
          <EyeIcon />
          {[...new Set(others)].join(", ")}
        </span>
      )}
    </Tile>
  );
}
