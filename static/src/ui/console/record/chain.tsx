/** Whether the record is whole, in one sentence; where it is not, at which records. */

import { Notice } from "../../entry";
import { CheckIcon, WarningIcon } from "../../icons";
import { failureText } from "../../strings";
import { clockText } from "../../time";
import { w } from "../words";
import type { RecordState } from "./record-state";

export function Chain({ record }: { record: RecordState }) {
  const chain = record.chain.value;
  const failure = record.checking.failure.value;
  const state = chain === null ? "unknown" : chain.is_sound ? "sound" : "broken";
  return (
    <section class="card chain" data-testid="chain" data-state={state} aria-label={w.record.chain}>
      <div role={state === "broken" ? "alert" : "status"}>
        {chain === null && failure === null && <p>{w.record.checking}</p>}
        {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
        {chain !== null && (
          <p class="chain-verdict">
            {chain.is_sound ? <CheckIcon /> : <WarningIcon />}
            <strong>{chain.is_sound ? w.record.sound(chain.record_count) : w.record.broken}</strong>
          </p>
        )}
      </div>
      {chain !== null && (
        <p class="entry-note">
          {chain.is_sound ? w.record.signed(chain.signed_sequence, chain.end_sequence) : w.record.brokenNext}{" "}
          {w.record.checkedAt(clockText(chain.checked_at_ms))}
        </p>
      )}
      {chain !== null && !chain.is_sound && (
        <ul>
          {chain.findings.map(({ sequence, problem }) => (
            <li key={`${sequence} ${problem}`}>{w.record.finding(sequence, problem)}</li>
          ))}
        </ul>
      )}
      <button
        type="button"
        class="wide"
        data-testid="chain-check"
        disabled={record.checking.isBusy.value}
        onClick={() => void record.check()}
      >
        {w.record.checkAgain}
      </button>
    </section>
  );
}
