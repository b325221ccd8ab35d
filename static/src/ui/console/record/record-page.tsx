/** The record for those who answer for it: who was shown what, every decision, and whether anything was changed. */

import { useEffect, useMemo } from "preact/hooks";
import { Choices } from "../../choices";
import { Notice } from "../../entry";
import { failureText } from "../../strings";
import type { PageProps } from "../page-props";
import { w } from "../words";
import { Chain } from "./chain";
import { Decisions } from "./decisions";
import { Disclosures } from "./disclosures";
import { FilterFields } from "./filter-fields";
import { LISTS, RecordState } from "./record-state";
import "../../../style/record.css";

export function RecordPage({ state }: PageProps) {
  const record = useMemo(() => new RecordState(() => state.leave()), [state]);
  useEffect(() => void record.open(), [record]);
  const failure = record.asking.failure.value;
  return (
    <div class="console-page" data-testid="record-page" aria-busy={record.asking.isBusy.value}>
      <Chain record={record} />
      <Choices
        legend={w.record.list}
        values={LISTS}
        selected={record.list.value}
        label={(list) => w.record.lists[list]}
        testId="record-list"
        onSelect={(list) => record.show(list)}
      />
      <FilterFields record={record} />
      {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
      {record.list.value === "disclosures" ? <Disclosures record={record} /> : <Decisions record={record} />}
    </div>
  );
}
