/** The second tap: everything is chosen already, only *Share* is left. */

import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { BuildingView, IncidentView } from "../../wire/types";
import { Choices } from "../choices";
import { Notice } from "../entry";
import { failureText, t } from "../strings";
import { offered } from "./agencies";
import type { ConsoleState } from "./console-state";
import { chosenTerms, LinkOptions } from "./link-options";
import { termsOf } from "./link-terms";
import { Override } from "./override";

interface Props {
  readonly state: ConsoleState;
  readonly building: BuildingView;
  /** Share one more link of a running incident; null opens a new one. */
  readonly incident: IncidentView | null;
  readonly onShared: () => void;
  readonly onBack: () => void;
}

export function SharePage({ state, building, incident, onShared, onBack }: Props) {
  const reason = useSignal(t.console.reasons[0] ?? OTHER_REASON);
  const agencies = offered(t.console.agencies, state.agreements.value, Date.now());
  const agency = useSignal(agencies[0] ?? "");
  const isBusy = useSignal(false);
  const options = useRef<HTMLFormElement>(null);
  const failure = state.failure.value;
  /** What was refused was refused for what was chosen before. */
  const forget = () => {
    state.failure.value = null;
  };
  const canOverride = failure?.reason === "agreement-broken" && state.may("override_agreement");
  const share = async (overrideReason: string | null = null) => {
    const terms = options.current === null ? null : chosenTerms(options.current);
    if (terms === null) return;
    isBusy.value = true;
    const link = {
      agency: agency.value,
      ...termsOf(terms),
      ...(overrideReason === null ? {} : { override_reason: overrideReason }),
    };
    const isShared =
      incident === null
        ? await state.share({ building_ids: [building.building_id], ...reason.value, link })
        : await state.addLink(incident.incident_id, link);
    isBusy.value = false;
    if (isShared) onShared();
  };
  return (
    <main class="sheet" data-testid="share-sheet">
      <header class="sheet-head">
        <h1>{t.console.shareTitle(building.name)}</h1>
        <p>{t.console.cameras(building.camera_count)}</p>
      </header>
      <div class="sheet-body">
        {incident === null && <ReasonChoices reason={reason} onSelect={forget} />}
        <AgencyChoices agencies={agencies} agency={agency} onSelect={forget} />
        <LinkOptions form={options} cameraGroups={state.overview.value?.camera_groups ?? []} />
        {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
        {canOverride && <Override agency={agency.value} isBusy={isBusy.value} onOverride={(why) => void share(why)} />}
      </div>
      <footer class={canOverride ? "sheet-foot still" : "sheet-foot"}>
        <button type="button" data-testid="back" onClick={onBack}>
          {t.console.back}
        </button>
        <button type="button" class="primary" data-testid="share" disabled={isBusy.value} onClick={() => void share()}>
          {isBusy.value ? t.console.sharing : t.console.share}
        </button>
      </footer>
    </main>
  );
}

type Reason = (typeof t.console.reasons)[number];

const OTHER_REASON: Reason = { kind: "other", reason: "Other" };

const ReasonChoices = ({ reason, onSelect }: { reason: Signal<Reason>; onSelect: () => void }) => (
  <Choices
    legend={t.console.reason}
    values={t.console.reasons}
    selected={reason.value}
    label={(each) => each.reason}
    testId="reason"
    onSelect={(each) => {
      reason.value = each;
      onSelect();
    }}
  />
);

interface AgencyProps {
  readonly agencies: readonly string[];
  readonly agency: Signal<string>;
  readonly onSelect: () => void;
}

const AgencyChoices = ({ agencies, agency, onSelect }: AgencyProps) => (
  <Choices
    legend={t.console.agency}
    values={agencies}
    selected={agency.value}
    label={(each) => each}
    testId="agency"
    onSelect={(each) => {
      agency.value = each;
      onSelect();
    }}
  />
);
