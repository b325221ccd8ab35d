/** A new map of the campus: sent, checked with every finding, and put in place by two taps. */

import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { fetchAnswer, jsonOf } from "../../../wire/http";
import type { FindingSeverity, MapCandidate, MapChanges, MapChecked, MapFinding } from "../../../wire/types";
import { ConfirmButton } from "../../confirm-button";
import { Notice } from "../../entry";
import { CheckIcon, WarningIcon } from "../../icons";
import { failureText } from "../../strings";
import { Asking } from "../asking";
import type { PageProps } from "../page-props";
import { w } from "../words";
import "../../../style/forms.css";

const PATH = "/api/campus/maps";

/** Sending 20 MB and checking a large district may take as long. */
const LIMIT_MS = 150_000;

/** What the service takes. */
const LARGEST_BYTES = 20 * 1024 * 1024;

export function MapPage({ state }: PageProps) {
  const asking = useMemo(() => new Asking(() => state.leave()), [state]);
  const checked = useSignal<MapChecked | null>(null);
  const isTooLarge = useSignal(false);
  const isInPlace = useSignal(false);
  const failure = asking.failure.value;
  const check = async (file: File) => {
    checked.value = null;
    isInPlace.value = false;
    isTooLarge.value = file.size > LARGEST_BYTES;
    if (isTooLarge.value) return;
    const options = { body: file, type: "application/octet-stream", limitMs: LIMIT_MS };
    checked.value = await asking.ask(async () => jsonOf<MapChecked>(await fetchAnswer("POST", PATH, options)));
  };
  const put = async ({ candidate_id }: MapCandidate) => {
    const path = `${PATH}/${encodeURIComponent(candidate_id)}`;
    if ((await asking.ask(() => fetchAnswer("POST", path, { limitMs: LIMIT_MS }))) === null) return;
    checked.value = null;
    isInPlace.value = true;
    await state.poll();
  };
  return (
    <div class="console-page" data-testid="map-page" aria-busy={asking.isBusy.value}>
      <p>{w.map.lead}</p>
      <label class="field">
        {w.map.choose}
        <input
          type="file"
          accept=".zip,.gpkg,.geojson,.json"
          data-testid="map-file"
          disabled={asking.isBusy.value}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) void check(file);
          }}
        />
      </label>
      {asking.isBusy.value && <p role="status">{w.map.checking}</p>}
      {isTooLarge.value && <Notice text={w.map.tooLarge} />}
      {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
      {isInPlace.value && (
        <p class="notice good" role="status" data-testid="map-in-place">
          <CheckIcon />
          {w.map.inPlace}
        </p>
      )}
      {checked.value !== null && (
        <Result checked={checked.value} isBusy={asking.isBusy.value} onPut={(candidate) => void put(candidate)} />
      )}
    </div>
  );
}

interface ResultProps {
  readonly checked: MapChecked;
  readonly isBusy: boolean;
  readonly onPut: (candidate: MapCandidate) => void;
}

function Result({ checked, isBusy, onPut }: ResultProps) {
  const { candidate, errors, warnings, repaired, findings } = checked;
  const count = errors + warnings + repaired;
  return (
    <>
      <section class="card" role="status" data-testid="map-result" data-usable={candidate !== null}>
        <p class={`preflight-verdict ${candidate === null ? "bad" : "good"}`}>
          {candidate === null ? <WarningIcon /> : <CheckIcon />}
          {candidate === null ? w.map.unusable(errors) : w.map.usable}
        </p>
        {candidate !== null && (
          <>
            <p>{w.map.inventory(candidate.inventory)}</p>
            <Changes changes={candidate.changes} />
          </>
        )}
        {candidate !== null && !isBusy && (
          <ConfirmButton
            label={w.map.put}
            armedLabel={w.map.putSure}
            testId="map-put"
            onConfirm={() => onPut(candidate)}
          />
        )}
      </section>
      {count > 0 && (
        <section class="card">
          <h2>{w.map.findings(count)}</h2>
          {findings.length < count && <p class="entry-note">{w.map.firstOf(findings.length)}</p>}
          <ul class="findings">
            {findings.map((finding, index) => (
              <Finding key={index} finding={finding} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Most maps change no building and no camera: then there is one sentence. */
function Changes({ changes }: { changes: MapChanges }) {
  const said = (Object.keys(w.map.changes) as (keyof MapChanges)[]).filter((kind) => changes[kind].length > 0);
  if (said.length === 0) return <p class="entry-note">{w.map.sameBuildings}</p>;
  return (
    <ul class="bullets" data-testid="map-changes">
      {said.map((kind) => (
        <li key={kind}>
          <strong>{w.map.changes[kind]}</strong> {changes[kind].join(", ")}
        </li>
      ))}
    </ul>
  );
}

const ICON: Record<FindingSeverity, typeof CheckIcon> = {
  error: WarningIcon,
  warning: WarningIcon,
  repaired: CheckIcon,
};

function Finding({ finding: { file, feature, severity, reason } }: { finding: MapFinding }) {
  const Icon = ICON[severity];
  return (
    <li data-testid="map-finding" data-severity={severity}>
      <span class={`finding-severity ${severity}`}>
        <Icon />
        {w.map.severity[severity]}
      </span>
      <span class="quiet">{feature === "" ? file : `${file}: ${feature}`}</span>
      <span>{reason}</span>
    </li>
  );
}
