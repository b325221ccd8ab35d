/** One incident with its links: shared further, handed over, put on the map, closed. */

import { useSignal } from "@preact/signals";
import type { CameraView, IncidentView } from "../../wire/types";
import { ConfirmButton } from "../confirm-button";
import { KindIcon } from "../icons";
import { t } from "../strings";
import { clockText } from "../time";
import type { ConsoleState } from "./console-state";
import { Handover } from "./handover";
import { IncidentTimeline } from "./incident-timeline";
import { LinkRow } from "./link-row";
import { w } from "./words";

interface Props {
  readonly state: ConsoleState;
  readonly incident: IncidentView;
  readonly place: string;
  readonly cameras: readonly CameraView[];
  readonly serverOffsetMs: number;
  readonly onNewLink: () => void;
  readonly onMap: () => void;
}

export function IncidentCard({ state, incident, place, cameras, serverOffsetMs, onNewLink, onMap }: Props) {
  const isOpen = incident.closed_at_ms === null;
  const isHandingOver = useSignal(false);
  const handOver = (isWanted: boolean) => {
    isHandingOver.value = isWanted;
  };
  return (
    <article
      class={isOpen ? "incident" : "incident closed"}
      data-testid="incident"
      data-incident-id={incident.incident_id}
      data-state={isOpen ? "open" : "closed"}
    >
      <IncidentHead incident={incident} place={place} />
      <ul class="links-list">
        {incident.links.map((link) => (
          <LinkRow
            key={link.link_id}
            state={state}
            link={link}
            cameras={cameras}
            serverOffsetMs={serverOffsetMs}
            isOpen={isOpen}
          />
        ))}
      </ul>
      {isOpen && (
        <button type="button" class="wide" data-testid="incident-map-open" onClick={onMap}>
          {w.incidentMap.open}
        </button>
      )}
      <IncidentTimeline state={state} incident={incident} />
      {isOpen && isHandingOver.value && <Handover state={state} incident={incident} onDone={() => handOver(false)} />}
      {isOpen && !isHandingOver.value && (
        <footer class="row">
          <button type="button" data-testid="new-link" onClick={onNewLink}>
            {t.console.newLink}
          </button>
          <button type="button" data-testid="handover" onClick={() => handOver(true)}>
            {w.handover.open}
          </button>
          <ConfirmButton
            label={t.console.close}
            armedLabel={t.console.closeSure}
            testId="close-incident"
            onConfirm={() => void state.close(incident.incident_id)}
          />
        </footer>
      )}
    </article>
  );
}

const IncidentHead = ({ incident, place }: { incident: IncidentView; place: string }) => (
  <header class="incident-head">
    <span class="head-kind">
      <KindIcon kind={incident.kind} />
      <span class="unseen">{t.kind[incident.kind]}</span>
    </span>
    <div class="head-text">
      <h3>{incident.reason}</h3>
      <p>
        {place} ·{" "}
        {incident.closed_at_ms === null
          ? t.console.openedBy(incident.opened_by, clockText(incident.opened_at_ms))
          : t.console.closedAt(clockText(incident.closed_at_ms))}
        {incident.owner.name !== incident.opened_by && ` · ${w.handover.led(incident.owner.name)}`}
      </p>
    </div>
  </header>
);
