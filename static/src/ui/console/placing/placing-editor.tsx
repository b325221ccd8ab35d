/** One camera, in numbers and switches: everything that the handles do, and what they cannot. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { BuildingView } from "../../../wire/types";
import { Notice } from "../../entry";
import { failureText, t } from "../../strings";
import { w } from "../words";
import { FOV_DEG, type Optics, onLevel, RANGE_M, surveyed, turned, unsurveyed, withOptics } from "./placing";
import { AS_STAFF, type Edit, type PlacingState } from "./placing-state";

const OUTSIDE = "";

interface Props {
  readonly placing: PlacingState;
  readonly edit: Edit;
  readonly building: BuildingView;
  /** This role may look at it. */
  readonly hasPicture: boolean;
}

export function PlacingEditor({ placing, edit, building, hasPicture }: Props) {
  const { camera } = edit;
  const { optics } = edit.placing;
  const heading = useRef<HTMLHeadingElement>(null);
  // The list that was scrolled through is gone: what replaces it begins at its name, for the reader too.
  useEffect(() => {
    window.scrollTo({ top: 0 });
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section
      class="placing-side"
      aria-label={camera.name}
      data-testid="placing-editor"
      data-camera-id={camera.camera_id}
    >
      <header class="sheet-head">
        <h2 ref={heading} tabIndex={-1}>
          {camera.name}
        </h2>
        <p>{building.name}</p>
      </header>
      <Says placing={placing} />
      <p class="entry-note">{w.placing.how}</p>
      <label class="field">
        {w.placing.level}
        <select
          data-testid="placing-camera-level"
          value={edit.placing.levelId ?? OUTSIDE}
          onChange={(event) => {
            const levelId = event.currentTarget.value;
            placing.change((before) => onLevel(before, levelId === OUTSIDE ? null : levelId));
          }}
        >
          {building.levels.map(({ level_id, name }) => (
            <option key={level_id} value={level_id}>
              {name}
            </option>
          ))}
          <option value={OUTSIDE}>{t.viewer.outside}</option>
        </select>
      </label>
      {optics === null ? <NoOptics placing={placing} /> : <OpticsFields placing={placing} optics={optics} />}
      {hasPicture && <Picture cameraId={camera.camera_id} name={camera.name} />}
      <Verified isVerified={placing.isVerified} />
      <footer class="sheet-foot">
        <button type="button" data-testid="placing-cancel" onClick={() => placing.cancel()}>
          {w.cancel}
        </button>
        <button
          type="button"
          class="primary"
          data-testid="placing-save"
          disabled={placing.saving.isBusy.value || !placing.isChanged.value || placing.trial.value.type === "refused"}
          onClick={() => void placing.save()}
        >
          {placing.saving.isBusy.value ? w.saving : w.save}
        </button>
      </footer>
    </section>
  );
}

/** What the service says of the place, in words. */
function Says({ placing }: { placing: PlacingState }) {
  const trial = placing.trial.value;
  const failure = placing.saving.failure.value ?? (trial.type === "refused" ? trial.failure : null);
  return (
    <div role="status" data-testid="placing-says" data-state={failure === null ? trial.type : "refused"}>
      {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
    </div>
  );
}

const NoOptics = ({ placing }: { placing: PlacingState }) => (
  <div class="card">
    <p>{w.placing.unsurveyedLead}</p>
    <button type="button" class="wide" data-testid="placing-survey" onClick={() => placing.change(surveyed)}>
      {w.placing.survey}
    </button>
  </div>
);

function OpticsFields({ placing, optics }: { placing: PlacingState; optics: Optics }) {
  const set = (changes: Partial<Optics>) => placing.change((before) => withOptics(before, changes));
  return (
    <div class="optics">
      <Quantity
        name="azimuth"
        label={w.placing.direction}
        text={w.placing.degrees(optics.azimuthDeg)}
        value={optics.azimuthDeg}
        min={0}
        max={359}
        onStep={(by) => placing.change((before) => turned(before, by * 5))}
        onSet={(azimuthDeg) => set({ azimuthDeg })}
      />
      <Quantity
        name="fov"
        label={w.placing.fov}
        text={w.placing.degrees(optics.fovDeg)}
        value={optics.fovDeg}
        {...FOV_DEG}
        onStep={(by) => set({ fovDeg: optics.fovDeg + by * 5 })}
        onSet={(fovDeg) => set({ fovDeg })}
      />
      <Quantity
        name="range"
        label={w.placing.range}
        text={w.placing.metres(optics.rangeM)}
        value={optics.rangeM}
        {...RANGE_M}
        onStep={(by) => set({ rangeM: optics.rangeM + by })}
        onSet={(rangeM) => set({ rangeM })}
      />
      <button type="button" class="wide" data-testid="placing-unsurvey" onClick={() => placing.change(unsurveyed)}>
        {w.placing.forget}
      </button>
    </div>
  );
}

interface QuantityProps {
  readonly name: string;
  readonly label: string;
  readonly text: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onStep: (by: 1 | -1) => void;
  readonly onSet: (value: number) => void;
}

function Quantity({ name, label, text, value, min, max, onStep, onSet }: QuantityProps) {
  return (
    <div class="quantity">
      <label for={`placing-${name}`}>
        {label}
        <output data-testid={`placing-${name}-text`}>{text}</output>
      </label>
      <div class="quantity-row">
        <button
          type="button"
          data-testid={`placing-${name}-less`}
          aria-label={w.less(label)}
          onClick={() => onStep(-1)}
        >
          −
        </button>
        <input
          id={`placing-${name}`}
          data-testid={`placing-${name}`}
          type="range"
          min={min}
          max={max}
          step={1}
          value={value}
          aria-valuetext={text}
          onInput={(event) => onSet(event.currentTarget.valueAsNumber)}
        />
        <button type="button" data-testid={`placing-${name}-more`} aria-label={w.more(label)} onClick={() => onStep(1)}>
          +
        </button>
      </div>
    </div>
  );
}

/** Only when asked for: whoever is shown a picture is on record. */
function Picture({ cameraId, name }: { cameraId: string; name: string }) {
  const isShown = useSignal(false);
  const hasFailed = useSignal(false);
  if (!isShown.value) {
    return (
      <button
        type="button"
        class="wide"
        data-testid="placing-picture-open"
        onClick={() => {
          isShown.value = true;
        }}
      >
        {w.placing.picture}
      </button>
    );
  }
  if (hasFailed.value) return <p class="entry-note">{w.placing.noPicture}</p>;
  return (
    <img
      class="placing-picture"
      data-testid="placing-picture"
      alt={name}
      src={`/api/posters/${encodeURIComponent(cameraId)}${AS_STAFF}`}
      onError={() => {
        hasFailed.value = true;
      }}
    />
  );
}

const Verified = ({ isVerified }: { isVerified: Signal<boolean> }) => (
  <label class="check">
    <input
      type="checkbox"
      data-testid="placing-verified"
      checked={isVerified.value}
      onChange={(event) => {
        isVerified.value = event.currentTarget.checked;
      }}
    />
    {w.placing.verified}
  </label>
);
