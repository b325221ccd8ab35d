/** An incident changes hands: to an agency that takes command, or to somebody of the next shift. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { IncidentView, Named, TransferRequest } from "../../wire/types";
import type { ConsoleState } from "./console-state";
import { TextField, textOf } from "./fields";
import { Rows } from "./rows";
import { w } from "./words";

interface Props {
  readonly state: ConsoleState;
  readonly incident: IncidentView;
  readonly onDone: () => void;
}

export function Handover({ state, incident, onDone }: Props) {
  const path = `/api/incidents/${encodeURIComponent(incident.incident_id)}/successors`;
  const staff = useMemo(() => new Rows<Named>(path, () => state.leave()), [path, state]);
  useEffect(() => void staff.read(), [staff]);
  const isBusy = useSignal(false);
  const agencies = agenciesOf(incident);
  const hand = async (form: FormData) => {
    isBusy.value = true;
    if (await state.handOver(incident.incident_id, requestOf(form))) onDone();
    isBusy.value = false;
  };
  return (
    <form
      class="form handover"
      data-testid="handover-form"
      onSubmit={(event) => {
        event.preventDefault();
        void hand(new FormData(event.currentTarget));
      }}
    >
      <label class="field">
        {w.handover.to}
        <select name="to" data-testid="handover-to" required>
          {agencies.length > 0 && (
            <optgroup label={w.handover.agencies}>
              {agencies.map((name) => (
                <option key={name} value={AGENCY + name}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label={w.handover.staff}>
            {staff.rows.value?.map(({ id, name }) => (
              <option key={id} value={STAFF + id}>
                {name}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <TextField name="reason" label={w.handover.reason} />
      <p class="entry-note">{w.handover.lead}</p>
      <div class="row">
        <button type="button" onClick={onDone}>
          {w.cancel}
        </button>
        <button type="submit" class="primary" data-testid="handover-do" disabled={isBusy.value}>
          {w.handover.do}
        </button>
      </div>
    </form>
  );
}

/** An agency and a person may be called the same. */
const AGENCY = "agency:";
const STAFF = "staff:";

/** Those that can see it now, and do not lead it already. */
function agenciesOf({ links, owner }: IncidentView): string[] {
  const active = links.filter(({ state }) => state === "active").map(({ agency }) => agency);
  return [...new Set(active)].filter((name) => !(owner.is_agency && owner.name === name));
}

function requestOf(form: FormData): TransferRequest {
  const [to, reason] = [textOf(form, "to"), textOf(form, "reason")];
  return to.startsWith(AGENCY)
    ? { agency: to.slice(AGENCY.length), reason }
    : { username: to.slice(STAFF.length), reason };
}
