/** What the district and its agencies have agreed on; whoever shares may read it, an administrator sets it. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { AccountView, AgreementView, Overview, Role } from "../../../wire/types";
import { ConfirmButton } from "../../confirm-button";
import { Notice } from "../../entry";
import { CheckIcon, ClockIcon, CloseIcon } from "../../icons";
import { failureText, t } from "../../strings";
import type { PageProps } from "../page-props";
import { dateText } from "../record/date-time";
import { Rows } from "../rows";
import { w } from "../words";
import { AgreementForm } from "./agreement-form";
import { ended, hours, type Standing, standingOf } from "./terms";
import "../../../style/forms.css";

/** The form that is open: of an agency, of a new agreement, or none. */
type Open = { readonly agency: string | null } | null;

export function AgreementsPage({ state, me, overview }: PageProps) {
  const agreements = useMemo(() => new Rows<AgreementView>("/api/agreements", () => state.leave()), [state]);
  const accounts = useMemo(() => new Rows<AccountView>("/api/accounts", () => state.leave()), [state]);
  useEffect(() => void agreements.read(), [agreements]);
  useEffect(() => {
    if (me.may.includes("manage_accounts")) void accounts.read();
  }, [accounts, me]);
  const open = useSignal<Open>(null);
  const canChange = me.may.includes("manage_agreements");
  const failure = agreements.asking.failure.value ?? agreements.reading.failure.value;
  const show = (next: Open) => {
    agreements.asking.failure.value = null;
    open.value = next;
  };
  const put = async (agreement: AgreementView) => {
    if (await agreements.change("PUT", `/${encodeURIComponent(agreement.agency)}`, agreement)) show(null);
    await state.readAgreements();
  };
  const remove = async ({ agency }: AgreementView) => {
    await agreements.change("DELETE", `/${encodeURIComponent(agency)}`);
    await state.readAgreements();
  };
  const edited =
    open.value === null ? undefined : agreements.rows.value?.find(({ agency }) => agency === open.value?.agency);
  return (
    <div class="console-page" data-testid="agreements-page">
      {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
      {open.value !== null && (
        <section class="card">
          <AgreementForm
            agreement={edited ?? null}
            overview={overview}
            accounts={accounts.rows.value ?? []}
            isBusy={agreements.asking.isBusy.value}
            onCancel={() => show(null)}
            onSave={put}
          />
        </section>
      )}
      {open.value === null && canChange && (
        <button type="button" class="primary wide" data-testid="agreement-add" onClick={() => show({ agency: null })}>
          {w.agreements.add}
        </button>
      )}
      {open.value === null && agreements.rows.value?.length === 0 && <p class="entry-note">{w.agreements.none}</p>}
      <ul class="cards">
        {open.value === null &&
          agreements.rows.value?.map((agreement) => (
            <AgreementCard key={agreement.agency} agreement={agreement} overview={overview}>
              {canChange && (
                <Actions
                  agreement={agreement}
                  onEdit={() => show({ agency: agreement.agency })}
                  onEnd={() => void put(ended(agreement, Date.now()))}
                  onRemove={() => void remove(agreement)}
                />
              )}
            </AgreementCard>
          ))}
      </ul>
    </div>
  );
}

const STANDING_ICON: Record<Standing, typeof CheckIcon> = { ahead: ClockIcon, holds: CheckIcon, over: CloseIcon };

interface CardProps {
  readonly agreement: AgreementView;
  readonly overview: Overview | null;
  readonly children: preact.ComponentChildren;
}

function AgreementCard({ agreement, overview, children }: CardProps) {
  const standing = standingOf(agreement, Date.now());
  const Icon = STANDING_ICON[standing];
  const placeName = (id: string) => overview?.buildings.find(({ building_id }) => building_id === id)?.name ?? id;
  const says = [
    agreement.kinds.map((kind) => t.kind[kind]).join(", "),
    agreement.building_ids == null ? w.agreements.allBuildings : agreement.building_ids.map(placeName).join(", "),
    agreement.max_lifetime_s == null ? w.agreements.noLimit : w.agreements.atMost(hours(agreement.max_lifetime_s)),
    ...(agreement.camera_groups == null ? [] : [w.agreements.onlyGroups(agreement.camera_groups.join(", "))]),
    ...(agreement.opening_roles == null ? [] : [w.agreements.openedBy(rolesText(agreement.opening_roles))]),
    ...(agreement.needs_approval ? [approvalText(agreement)] : []),
    ...(agreement.designated_only ? [w.agreements.designatedOnly] : []),
    ...(agreement.opens_by_itself ? [w.agreements.opensByItself] : []),
    ...(agreement.allows_recording ? [w.agreements.allowsRecording] : []),
  ];
  return (
    <li class="card" data-testid="agreement" data-agency={agreement.agency} data-standing={standing}>
      <h2>{agreement.agency}</h2>
      <p class={`standing ${standing}`}>
        <Icon />
        {w.agreements.standing[standing](dateText(agreement.valid_from_ms), dateText(agreement.valid_until_ms - 1))}
      </p>
      <ul class="bullets">
        {says.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p class="entry-note">
        {w.agreements.persons}:{" "}
        {agreement.designated_persons.map(({ name, rank }) => `${rank} ${name}`.trim()).join(", ")}
      </p>
      {children}
    </li>
  );
}

const rolesText = (roles: readonly Role[]): string => roles.map((role) => w.roles[role]).join(", ");

const approvalText = ({ approvers = [] }: AgreementView): string =>
  approvers.length === 0 ? w.agreements.needsApproval : w.agreements.approvedBy(approvers.join(", "));

interface ActionsProps {
  readonly agreement: AgreementView;
  readonly onEdit: () => void;
  readonly onEnd: () => void;
  readonly onRemove: () => void;
}

/** Ended first, removed after: an agency without an agreement may be bound by none. */
const Actions = ({ agreement, onEdit, onEnd, onRemove }: ActionsProps) => (
  <div class="row">
    <button type="button" data-testid="agreement-edit" onClick={onEdit}>
      {w.agreements.edit}
    </button>
    {standingOf(agreement, Date.now()) === "holds" && (
      <ConfirmButton label={w.agreements.end} armedLabel={w.sure} testId="agreement-end" onConfirm={onEnd} />
    )}
    {standingOf(agreement, Date.now()) !== "holds" && (
      <ConfirmButton
        label={w.agreements.remove}
        armedLabel={w.agreements.removeSure}
        testId="agreement-remove"
        onConfirm={onRemove}
      />
    )}
  </div>
);
