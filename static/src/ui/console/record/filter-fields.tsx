/** By incident, camera, agency, person and period: each choice searches at once. On a phone they are folded away. */

import { useSignal } from "@preact/signals";
import type { AuditEntry } from "../../../wire/types";
import { DownIcon } from "../../icons";
import { w } from "../words";
import { dateTimeText } from "./date-time";
import { type Filter, lastDays } from "./query";
import type { RecordState } from "./record-state";

/** A day, a week, a month, a school year, and everything. */
const PERIODS_DAYS = [1, 7, 30, 366, null] as const;

export function FilterFields({ record }: { record: RecordState }) {
  const filter = record.filter.value;
  const set = (changes: Partial<Filter>) => record.narrow(changes);
  return (
    <fieldset class="filters" aria-label={w.record.filters}>
      <Fold record={record} />
      <label class="field">
        {w.record.incident}
        <select
          data-testid="filter-incident"
          value={filter.incidentId}
          onChange={(event) => set({ incidentId: event.currentTarget.value })}
        >
          <option value="">{w.record.any}</option>
          {record.incidents.value.map((opened) => (
            <option key={opened.sequence} value={opened.incident_id ?? ""}>
              {incidentText(record, opened)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {w.record.camera}
        <select
          data-testid="filter-camera"
          value={filter.cameraId}
          onChange={(event) => set({ cameraId: event.currentTarget.value })}
        >
          <option value="">{w.record.any}</option>
          {record.names.value.cameras.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <TextField
        name="party"
        label={record.list.value === "disclosures" ? w.record.party : w.record.identity}
        value={filter.party}
        onSet={(party) => set({ party })}
      />
      {record.list.value === "disclosures" && (
        <TextField name="person" label={w.record.person} value={filter.person} onSet={(person) => set({ person })} />
      )}
      <DayField name="from" label={w.record.from} value={filter.from} onSet={(from) => set({ from })} />
      <DayField name="to" label={w.record.to} value={filter.to} onSet={(to) => set({ to })} />
      <div class="periods">
        {PERIODS_DAYS.map((days) => {
          const period = lastDays(days, Date.now());
          return (
            <button
              type="button"
              key={days}
              data-testid="filter-period"
              aria-pressed={period.from === filter.from && period.to === filter.to}
              onClick={() => set(period)}
            >
              {w.record.period(days)}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}

/** Seen where there is no room for the fields beside what they list. */
function Fold({ record }: { record: RecordState }) {
  const isOpen = useSignal(false);
  return (
    <button
      type="button"
      class="filters-fold"
      data-testid="filters-fold"
      aria-expanded={isOpen.value}
      onClick={() => {
        isOpen.value = !isOpen.value;
      }}
    >
      <span class="device-text">
        <strong>{w.record.filters}</strong>
        <span>{filterText(record)}</span>
      </span>
      <DownIcon />
    </button>
  );
}

/** What the list is narrowed to, in words. */
function filterText({ filter, names }: RecordState): string {
  const { incidentId, cameraId, party, person, from, to } = filter.value;
  const camera = names.value.cameras.find(({ id }) => id === cameraId)?.name ?? cameraId;
  const incident = incidentId === "" ? "" : w.record.oneIncident;
  const period = from === "" && to === "" ? w.record.period(null) : `${from} – ${to}`;
  return [period, incident, camera, party, person].filter((each) => each !== "").join(" · ");
}

const incidentText = (record: RecordState, { at_ms, detail, building_ids }: AuditEntry): string => {
  const { buildings } = record.names.value;
  const places = building_ids.map((id) => buildings.find((each) => each.id === id)?.name ?? id);
  return [dateTimeText(at_ms), detail, places.join(", ")].join(" · ");
};

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onSet: (value: string) => void;
}

/** Asked once it is written, not letter by letter: names are matched whole. */
const TextField = ({ name, label, value, onSet }: TextProps) => (
  <label class="field">
    {label}
    <input
      type="search"
      data-testid={`filter-${name}`}
      spellcheck={false}
      autocapitalize="none"
      value={value}
      onChange={(event) => onSet(event.currentTarget.value.trim())}
    />
  </label>
);

const DayField = ({ name, label, value, onSet }: TextProps) => (
  <label class="field">
    {label}
    <input
      type="date"
      data-testid={`filter-${name}`}
      value={value}
      onChange={(event) => onSet(event.currentTarget.value)}
    />
  </label>
);
