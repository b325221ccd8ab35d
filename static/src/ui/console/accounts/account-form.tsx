/** An account: its name, its role, and exactly the scope that the role needs. */

import { useSignal } from "@preact/signals";
import type { AccountRequest, AccountView, Overview, Role } from "../../../wire/types";
import { Checks, TextField, textOf, textsOf } from "../fields";
import { w } from "../words";

const ROLES = Object.keys(w.roles) as Role[];

interface Props {
  /** Null for a new one. */
  readonly account: AccountView | null;
  readonly overview: Overview | null;
  readonly isBusy: boolean;
  readonly onCancel: () => void;
  readonly onSave: (request: AccountRequest) => Promise<void>;
}

export function AccountForm({ account, overview, isBusy, onCancel, onSave }: Props) {
  const role = useSignal<Role>(account?.role ?? "safety_officer");
  return (
    <form
      class="form"
      data-testid="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(requestOf(new FormData(event.currentTarget), role.value));
      }}
    >
      {account === null && <TextField name="username" label={w.accounts.username} isRequired />}
      <TextField name="display_name" label={w.accounts.displayName} value={account?.display_name ?? ""} />
      <label class="field">
        {w.accounts.role}
        <select
          data-testid="field-role"
          value={role.value}
          onChange={(event) => {
            role.value = ROLES.find((each) => each === event.currentTarget.value) ?? role.value;
          }}
        >
          {ROLES.map((each) => (
            <option key={each} value={each}>
              {w.roles[each]}
            </option>
          ))}
        </select>
      </label>
      <Scope role={role.value} account={account} overview={overview} />
      {account === null && (
        <TextField name="password" type="password" label={w.accounts.password} isRequired minLength={10} />
      )}
      <div class="row">
        <button type="button" onClick={onCancel}>
          {w.cancel}
        </button>
        <button type="submit" class="primary" data-testid="account-save" disabled={isBusy}>
          {isBusy ? w.saving : w.save}
        </button>
      </div>
    </form>
  );
}

interface ScopeProps {
  readonly role: Role;
  readonly account: AccountView | null;
  readonly overview: Overview | null;
}

function Scope({ role, account, overview }: ScopeProps) {
  switch (role) {
    case "building_admin":
      return (
        <>
          <Checks
            name="building_ids"
            legend={w.accounts.buildings}
            choices={overview?.buildings.map(({ building_id, name }) => ({ value: building_id, label: name })) ?? []}
            chosen={account?.building_ids ?? []}
          />
          <Groups legend={w.accounts.onlyGroups} account={account} overview={overview} />
        </>
      );
    case "facilities":
      return (
        <>
          <Checks
            name="camera_ids"
            legend={w.accounts.cameras}
            choices={outdoor(overview)}
            chosen={account?.camera_ids ?? []}
          />
          <Groups legend={w.accounts.groups} account={account} overview={overview} />
        </>
      );
    case "agency_officer":
      return <TextField name="agency" label={w.accounts.agency} value={account?.agency ?? ""} isRequired />;
    default:
      return null;
  }
}

interface GroupsProps {
  readonly legend: string;
  readonly account: AccountView | null;
  readonly overview: Overview | null;
}

/** Those of the site's settings; what an account has already stays to be seen. */
function Groups({ legend, account, overview }: GroupsProps) {
  const chosen = account?.camera_groups ?? [];
  const names = [...new Set([...(overview?.camera_groups ?? []), ...chosen])];
  if (names.length === 0) return null;
  return (
    <Checks
      name="camera_groups"
      legend={legend}
      choices={names.map((name) => ({ value: name, label: name }))}
      chosen={chosen}
    />
  );
}

/** Facilities staff look after the grounds. */
const outdoor = (overview: Overview | null) =>
  (overview?.cameras ?? [])
    .filter(({ level_id }) => level_id === null)
    .map(({ camera_id, name }) => ({ value: camera_id, label: name }));

function requestOf(form: FormData, role: Role): AccountRequest {
  return {
    username: textOf(form, "username"),
    display_name: textOf(form, "display_name"),
    role,
    password: String(form.get("password") ?? ""),
    building_ids: textsOf(form, "building_ids"),
    camera_ids: textsOf(form, "camera_ids"),
    camera_groups: textsOf(form, "camera_groups"),
    agency: textOf(form, "agency"),
  };
}
