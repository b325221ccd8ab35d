/** Every decision in the order in which it was taken: when, what, who, where. */

import type { AuditEntry } from "../../../wire/types";
import { w } from "../words";
import { dateTimeText } from "./date-time";
import type { RecordState } from "./record-state";

/** The outcome of everything that was not refused. */
const DONE = "done";

export function Decisions({ record }: { record: RecordState }) {
  const found = record.decisions.value;
  return (
    <section class="record" aria-label={w.record.lists.decisions}>
      <p class="entry-note" role="status" data-testid="record-count">
        {w.record.decided(found.length, record.nextAfter.value !== null)}
      </p>
      <ul class="record-list">
        {found.map((entry) => (
          <Row key={entry.sequence} record={record} entry={entry} />
        ))}
      </ul>
      {record.nextAfter.value !== null && (
        <button type="button" class="wide" data-testid="record-more" onClick={() => void record.more()}>
          {w.record.more}
        </button>
      )}
    </section>
  );
}

function Row({ record, entry }: { record: RecordState; entry: AuditEntry }) {
  const { buildings, cameras } = record.names.value;
  const nameOf = (id: string) => [...cameras, ...buildings].find((each) => each.id === id)?.name ?? id;
  const what = entry.camera_id === null ? entry.building_ids : [entry.camera_id];
  const masked = entry.is_masked ? [w.record.masked] : [];
  const subject = [...what.map(nameOf), ...masked, ...(entry.username === null ? [] : [entry.username])].join(", ");
  return (
    <li data-testid="decision" data-kind={entry.kind}>
      <time dateTime={new Date(entry.at_ms).toISOString()}>{dateTimeText(entry.at_ms)}</time>
      <strong>
        {w.record.kinds[entry.kind] ?? entry.kind.replaceAll("_", " ")}
        {entry.outcome !== DONE && <em class="refused">{w.record.refused(entry.outcome)}</em>}
      </strong>
      <span>{[entry.identity, entry.agency ?? ""].filter((who) => who !== "").join(" · ")}</span>
      <span class="quiet">
        {[w.record.sources[entry.source] ?? entry.source, entry.address ?? ""].filter(Boolean).join(" · ")}
      </span>
      <span class="quiet">{[subject, entry.detail].filter((each) => each !== "").join(" · ")}</span>
    </li>
  );
}
