/** Who was shown which camera, why, from when to when; to read here, and to file. */

import type { DisclosureView } from "../../../wire/types";
import { clockText } from "../../time";
import { w } from "../words";
import { dateTimeText } from "./date-time";
import { disclosureQuery } from "./query";
import type { RecordState } from "./record-state";

export function Disclosures({ record }: { record: RecordState }) {
  const found = record.disclosures.value;
  const query = disclosureQuery(record.filter.value);
  return (
    <section class="record" aria-label={w.record.lists.disclosures}>
      <div class="row downloads">
        <a class="button" href={`/api/disclosures.csv${query}`} download data-testid="download-csv">
          {w.record.csv}
        </a>
        <a class="button" href={`/api/disclosures.pdf${query}`} download data-testid="download-pdf">
          {w.record.pdf}
        </a>
      </div>
      <p class="entry-note" role="status" data-testid="record-count">
        {w.record.disclosed(found.length)}
      </p>
      <ul class="record-list">
        {found.map((one) => (
          <Row key={`${one.device_id} ${one.camera_id} ${one.started_at_ms}`} record={record} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Row({ record, one }: { record: RecordState; one: DisclosureView }) {
  const camera = record.names.value.cameras.find(({ id }) => id === one.camera_id)?.name ?? one.camera_id;
  return (
    <li data-testid="disclosure" data-camera-id={one.camera_id}>
      <time dateTime={new Date(one.started_at_ms).toISOString()}>
        {dateTimeText(one.started_at_ms)} –{" "}
        {one.ended_at_ms === null ? w.record.ending.open : clockText(one.ended_at_ms)}
      </time>
      <strong>
        {camera}
        {one.is_masked && ` · ${w.record.masked}`}
      </strong>
      <span>{[one.party, one.person].filter((who) => who !== "").join(" · ")}</span>
      <span class="quiet">{[one.device_label, one.address].filter((where) => where !== "").join(" · ")}</span>
      <span class="quiet">
        {[one.threat, one.ending === "interrupted" ? w.record.ending.interrupted : one.detail]
          .filter((why) => why !== "")
          .join(" · ")}
      </span>
    </li>
  );
}
