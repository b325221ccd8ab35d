/** The cameras that need somebody, and how many do not. */

import type { BuildingView, CameraView, FeedState } from "../../wire/types";
import { StateIcon } from "../icons";
import { t } from "../strings";

const TROUBLE: ReadonlySet<FeedState> = new Set([
  "stalled",
  "unreachable",
  "credentials_rejected",
  "unsupported",
  "unconfigured",
]);

/** Whether it needs somebody. */
export const isTroubled = ({ status }: CameraView): boolean => TROUBLE.has(status.state);

interface Props {
  readonly cameras: readonly CameraView[];
  readonly buildings: readonly BuildingView[];
}

export function CameraHealth({ cameras, buildings }: Props) {
  const troubled = cameras.filter(isTroubled);
  return (
    <section class="console-section" data-testid="camera-health">
      <h2>
        {t.console.cameraHealth}
        <span>{t.console.camerasUp(cameras.length - troubled.length, cameras.length)}</span>
      </h2>
      {troubled.length === 0 && <p class="entry-note">{t.console.allCamerasWell}</p>}
      <ul class="health">
        {troubled.map((camera) => (
          <li key={camera.camera_id} data-testid="camera-trouble" data-camera-id={camera.camera_id}>
            <div class="device-text">
              <strong>{camera.name}</strong>
              <span>
                {buildings.find((building) => building.building_id === camera.building_id)?.name} ·{" "}
                {camera.status.reason}
              </span>
            </div>
            <span class="badge" data-state="offline">
              <StateIcon state="offline" />
              {t.feed[camera.status.state]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
