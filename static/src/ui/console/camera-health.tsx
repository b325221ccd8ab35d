/** The cameras that need somebody, and how many do not. */

import type { BuildingView, CameraView } from "../../wire/types";
import { StateIcon } from "../icons";
import { t } from "../strings";
import { ageText } from "../time";
import { isTroubled } from "./troubled";
import { w } from "./words";
import "../../style/forms.css";

interface Props {
  readonly cameras: readonly CameraView[];
  readonly buildings: readonly BuildingView[];
  readonly serverTimeMs: number;
}

export function CameraHealth({ cameras, buildings, serverTimeMs }: Props) {
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
      <details data-testid="all-cameras">
        <summary>{w.health.all(cameras.length)}</summary>
        <ul class="health">
          {cameras.map((camera) => (
            <li key={camera.camera_id}>
              <div class="device-text">
                <strong>{camera.name}</strong>
                <span>
                  {t.feed[camera.status.state]}
                  {camera.status.poster_at_ms !== null &&
                    ` · ${w.health.lastPicture(ageText((serverTimeMs - camera.status.poster_at_ms) / 1_000))}`}
                </span>
              </div>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
