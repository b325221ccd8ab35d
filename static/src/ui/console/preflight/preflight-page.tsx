/** Before the day comes: whether every camera of a building starts on this device, and how fast. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Peer } from "../../../live/peer";
import type { BuildingView, CameraView, Overview } from "../../../wire/types";
import { Notice } from "../../entry";
import { CameraIcon, CheckIcon, WarningIcon } from "../../icons";
import { failureText, t } from "../../strings";
import { BuildingField } from "../building-field";
import type { PageProps } from "../page-props";
import { levelOf } from "../placing/shown";
import { w } from "../words";
import { type Check, isOver, ranked, type Verdict, verdictOf, type Why } from "./check";
import { Preflight } from "./preflight";
import "../../../style/forms.css";

export function PreflightPage({ state, overview }: PageProps) {
  const preflight = useMemo(() => new Preflight(() => state.leave()), [state]);
  useEffect(() => () => preflight.leave(), [preflight]);
  const first = overview?.buildings[0];
  if (overview === null || first === undefined) return null;
  return <Building preflight={preflight} overview={overview} first={first} />;
}

interface Props {
  readonly preflight: Preflight;
  readonly overview: Overview;
  readonly first: BuildingView;
}

function Building({ preflight, overview, first }: Props) {
  const buildingId = useSignal(first.building_id);
  const building = overview.buildings.find(({ building_id }) => building_id === buildingId.value) ?? first;
  const cameras = overview.cameras.filter(({ building_id }) => building_id === building.building_id);
  const hasRun = preflight.checks.value.size > 0;
  const checked = ranked(cameras.map((camera) => preflight.of(camera)));
  const failure = preflight.asking.failure.value;
  return (
    <div class="console-page" data-testid="preflight-page" aria-busy={preflight.isRunning.value}>
      <p>{w.preflight.lead}</p>
      {!Peer.isSupported() && <Notice text={t.invitation.checks.noWebrtc} />}
      <BuildingField
        buildings={overview.buildings}
        chosen={building}
        testId="preflight-building"
        isDisabled={preflight.isRunning.value}
        onChoose={({ building_id }) => {
          buildingId.value = building_id;
          preflight.forget();
        }}
      />
      <button
        type="button"
        class="primary wide"
        data-testid="preflight-run"
        disabled={preflight.isRunning.value || cameras.length === 0 || !Peer.isSupported()}
        onClick={() => void preflight.run(building, cameras)}
      >
        {preflight.isRunning.value ? w.preflight.running : w.preflight.run(cameras.length)}
      </button>
      {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
      {hasRun && (
        <Result verdict={verdictOf(checked.map(({ check }) => check))} isRecorded={preflight.isRecorded.value} />
      )}
      {hasRun && (
        <ul class="camera-checks">
          {checked.map(({ camera, check }) => (
            <CameraRow key={camera.camera_id} building={building} camera={camera} check={check} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Result({ verdict, isRecorded }: { verdict: Verdict; isRecorded: boolean }) {
  const { count, started, failed, slowestMs } = verdict;
  const seconds = slowestMs === null ? "" : secondsText(slowestMs);
  const outcome = !isOver(verdict) ? "running" : failed === 0 ? "good" : "bad";
  const words = {
    running: w.preflight.progress(started + failed, count),
    good: w.preflight.good(count, seconds),
    bad: started === 0 ? w.preflight.noneStarts(count) : w.preflight.bad(started, count, seconds),
  }[outcome];
  return (
    <div class="card" role="status" data-testid="preflight-result" data-outcome={outcome}>
      <p class={`preflight-verdict ${outcome}`}>
        {outcome === "good" && <CheckIcon />}
        {outcome === "bad" && <WarningIcon />}
        {words}
      </p>
      {isRecorded && (
        <p class="entry-note" data-testid="preflight-recorded">
          {w.preflight.recorded}
        </p>
      )}
    </div>
  );
}

interface RowProps {
  readonly building: BuildingView;
  readonly camera: CameraView;
  readonly check: Check;
}

const CameraRow = ({ building, camera, check }: RowProps) => (
  <li data-testid="camera-check" data-camera-id={camera.camera_id} data-state={check.state}>
    <CameraIcon />
    <span class="device-text">
      <strong>{camera.name}</strong>
      <span>{levelOf(building, camera.level_id)?.name ?? t.viewer.outside}</span>
      {check.state === "failed" && <span class="check-why">{whyText(check.why)}</span>}
    </span>
    <span class={`check-state ${check.state}`}>
      {check.state === "failed" && <WarningIcon />}
      {checkText(check)}
    </span>
  </li>
);

function checkText(check: Check): string {
  return check.state === "started" ? secondsText(check.afterMs) : w.preflight.states[check.state];
}

function whyText(why: Why): string {
  return why.type === "said" ? why.words : w.preflight.why[why.type];
}

const secondsText = (spanMs: number): string => w.preflight.seconds((Math.ceil(spanMs / 100) / 10).toFixed(1));
