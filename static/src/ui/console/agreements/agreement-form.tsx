/** The terms of an agreement, in the order in which they stand on paper. */

import { useSignal } from "@preact/signals";
import type { AccountView, AgreementView, DesignatedPersonView, IncidentKind, Overview } from "../../../wire/types";
import { t } from "../../strings";
import { CheckField, Checks, isOn, TextField, textOf, textsOf } from "../fields";
import { dateText } from "../record/date-time";
import { w } from "../words";
import { agreementOf, hours, minutes, OPENERS, TERMS } from "./terms";

const KINDS = Object.keys(t.kind) as IncidentKind[];

/** What is no exercise and no ordinary visit. */
const EMERGENCIES: readonly IncidentKind[] = ["medical", "fire", "police", "lockdown", "weather"];

const PERSON_FIELDS = [
  "name",
  "rank",
  "position",
  "contact",
  "supervisor",
  "username",
] as const satisfies readonly (keyof DesignatedPersonView)[];

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;

interface Props {
  /** Null for a new one. */
  readonly agreement: AgreementView | null;
  readonly overview: Overview | null;
  /** Of whom some may approve. */
  readonly accounts: readonly AccountView[];
  readonly isBusy: boolean;
  readonly onCancel: () => void;
  readonly onSave: (agreement: AgreementView) => Promise<void>;
}

export function AgreementForm({ agreement, overview, accounts, isBusy, onCancel, onSave }: Props) {
  const buildings = overview?.buildings.map(({ building_id, name }) => ({ value: building_id, label: name })) ?? [];
  return (
    <form
      class="form"
      data-testid="agreement-form"
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(read(new FormData(event.currentTarget), agreement));
      }}
    >
      {agreement === null ? (
        <TextField name="agency" label={w.agreements.agency} isRequired />
      ) : (
        <h2>{agreement.agency}</h2>
      )}
      <Period agreement={agreement} />
      <Checks
        name="kinds"
        legend={w.agreements.kinds}
        choices={KINDS.map((kind) => ({ value: kind, label: t.kind[kind] }))}
        chosen={agreement?.kinds ?? EMERGENCIES}
      />
      <Checks
        name="building_ids"
        legend={w.agreements.buildings}
        choices={buildings}
        chosen={agreement?.building_ids ?? []}
      />
      <CameraGroups agreement={agreement} overview={overview} />
      <div class="pair">
        <TextField
          name="max_hours"
          type="number"
          label={w.agreements.maxHours}
          value={hours(agreement?.max_lifetime_s)}
        />
        <TextField
          name="idle_minutes"
          type="number"
          label={w.agreements.idleMinutes}
          value={minutes(agreement?.ends_after_idle_s)}
        />
      </div>
      <Checks
        name="opening_roles"
        legend={w.agreements.openers}
        choices={OPENERS.map((role) => ({ value: role, label: w.roles[role] }))}
        chosen={agreement?.opening_roles ?? []}
      />
      <Approval agreement={agreement} accounts={accounts} />
      <div>
        <CheckField
          name="designated"
          label={w.agreements.designatedOnly}
          isChecked={agreement?.designated_only ?? false}
        />
        <CheckField name="itself" label={w.agreements.opensByItself} isChecked={agreement?.opens_by_itself ?? false} />
        <CheckField
          name="recording"
          label={w.agreements.allowsRecording}
          isChecked={agreement?.allows_recording ?? false}
        />
        <CheckField
          name="clear"
          label={w.agreements.endsWhenClear}
          isChecked={agreement?.ends_when_units_clear ?? false}
        />
      </div>
      <Persons persons={agreement?.designated_persons ?? []} />
      <Clauses agreement={agreement} />
      <div class="row">
        <button type="button" onClick={onCancel}>
          {w.cancel}
        </button>
        <button type="submit" class="primary" data-testid="agreement-save" disabled={isBusy}>
          {isBusy ? w.saving : w.save}
        </button>
      </div>
    </form>
  );
}

function CameraGroups({ agreement, overview }: Pick<Props, "agreement" | "overview">) {
  const names = [...new Set([...(overview?.camera_groups ?? []), ...(agreement?.camera_groups ?? [])])];
  if (names.length === 0) return null;
  return (
    <Checks
      name="camera_groups"
      legend={w.agreements.cameraGroups}
      choices={names.map((name) => ({ value: name, label: name }))}
      chosen={agreement?.camera_groups ?? []}
    />
  );
}

/** Who approves is asked only where somebody has to. */
function Approval({ agreement, accounts }: Pick<Props, "agreement" | "accounts">) {
  const isNeeded = useSignal(agreement?.needs_approval ?? false);
  const chosen = agreement?.approvers ?? [];
  return (
    <div>
      <label class="check">
        <input
          type="checkbox"
          name="approval"
          data-testid="field-approval"
          checked={isNeeded.value}
          onChange={(event) => {
            isNeeded.value = event.currentTarget.checked;
          }}
        />
        {w.agreements.needsApproval}
      </label>
      {isNeeded.value && (
        <Checks
          name="approvers"
          legend={w.agreements.approvers}
          choices={approverChoices(accounts, chosen)}
          chosen={chosen}
        />
      )}
    </div>
  );
}

/** Whom the agreement names already stays in it, whether the accounts are known here or not. */
function approverChoices(accounts: readonly AccountView[], chosen: readonly string[]) {
  const openers: readonly string[] = OPENERS;
  const known = accounts.filter(({ role, username }) => openers.includes(role) || chosen.includes(username));
  const others = chosen.filter((name) => known.every(({ username }) => username !== name));
  return [
    ...known.map(({ username, display_name }) => ({ value: username, label: display_name })),
    ...others.map((name) => ({ value: name, label: name })),
  ];
}

function Period({ agreement }: { agreement: AgreementView | null }) {
  const fromMs = agreement?.valid_from_ms ?? Date.now();
  // The end is exclusive: the day before it is the last.
  const lastMs = agreement === null ? Date.now() + YEAR_DAYS * DAY_MS : agreement.valid_until_ms - 1;
  return (
    <div class="pair">
      <TextField name="from" type="date" label={w.agreements.from} value={dateText(fromMs)} isRequired />
      <TextField name="until" type="date" label={w.agreements.until} value={dateText(lastMs)} isRequired />
    </div>
  );
}

function Persons({ persons }: { persons: readonly DesignatedPersonView[] }) {
  const count = useSignal(Math.max(1, persons.length));
  return (
    <fieldset class="form plain">
      <legend>{w.agreements.persons}</legend>
      {Array.from({ length: count.value }, (_, index) => (
        <div class="person" key={index}>
          {PERSON_FIELDS.map((field) => (
            <TextField
              key={field}
              name={`person_${field}`}
              label={w.agreements.person[field]}
              value={persons[index]?.[field] ?? ""}
              isRequired={index === 0 && field !== "username"}
            />
          ))}
        </div>
      ))}
      <button
        type="button"
        class="wide"
        data-testid="person-add"
        onClick={() => {
          count.value += 1;
        }}
      >
        {w.agreements.addPerson}
      </button>
    </fieldset>
  );
}

const Clauses = ({ agreement }: { agreement: AgreementView | null }) => (
  <details>
    <summary>{w.agreements.clauses}</summary>
    <div class="form">
      {TERMS.map((term) => (
        <label class="field" key={term}>
          {w.agreements.clause[term]}
          <textarea
            name={`clause_${term}`}
            rows={3}
            defaultValue={agreement?.clauses?.find((clause) => clause.term === term)?.text ?? ""}
          />
        </label>
      ))}
    </div>
  </details>
);

function read(form: FormData, before: AgreementView | null): AgreementView {
  const chosen = textsOf(form, "kinds");
  const openers = textsOf(form, "opening_roles");
  const terms = {
    agency: before?.agency ?? textOf(form, "agency"),
    from: textOf(form, "from"),
    until: textOf(form, "until"),
    kinds: KINDS.filter((kind) => chosen.includes(kind)),
    buildingIds: textsOf(form, "building_ids"),
    cameraGroups: textsOf(form, "camera_groups"),
    openingRoles: OPENERS.filter((role) => openers.includes(role)),
    approvers: textsOf(form, "approvers"),
    maxHours: textOf(form, "max_hours"),
    idleMinutes: textOf(form, "idle_minutes"),
    needsApproval: isOn(form, "approval"),
    designatedOnly: isOn(form, "designated"),
    opensByItself: isOn(form, "itself"),
    allowsRecording: isOn(form, "recording"),
    endsWhenClear: isOn(form, "clear"),
    persons: personsOf(form),
    clauses: Object.fromEntries(TERMS.map((term) => [term, textOf(form, `clause_${term}`)])),
  };
  return agreementOf(terms, before);
}

/** A row without a name is left out: that is how a person is taken away. */
function personsOf(form: FormData): DesignatedPersonView[] {
  const columns = new Map(PERSON_FIELDS.map((field) => [field, textsOf(form, `person_${field}`)]));
  const cell = (field: (typeof PERSON_FIELDS)[number], row: number) => columns.get(field)?.[row]?.trim() ?? "";
  return (columns.get("name") ?? [])
    .map((_, row) => ({
      name: cell("name", row),
      rank: cell("rank", row),
      position: cell("position", row),
      contact: cell("contact", row),
      supervisor: cell("supervisor", row),
      username: cell("username", row),
    }))
    .filter(({ name }) => name !== "");
}
