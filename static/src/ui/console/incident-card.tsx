/** One incident with its links, who holds them, and what they look at now. */

import { useSignal } from "@preact/signals";
import type { CameraView, DeviceView, IncidentView, LinkView } from "../../wire/types";
import { DeviceIcon, KindIcon } from "../icons";
import { t } from "../strings";
import { clockText, spanText } from "../time";
import { ConfirmButton } from "./confirm-button";
import type { ConsoleState } from "./console-state";
import { Handover } from "./handover";
import { IncidentTimeline } from "./incident-timeline";
import { Now } from "./now";
import { w } from "./words";

/** More names than this say less than their number. */
const NAMES_SHOWN = 2;

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

interface LinkProps {
  readonly state: ConsoleState;
  readonly link: LinkView;
  readonly cameras: readonly CameraView[];
  readonly serverOffsetMs: number;
  readonly isOpen: boolean;
}

function LinkRow({ state, link, cameras, serverOffsetMs, isOpen }: LinkProps) {
  const canEnd = isOpen && (link.state === "active" || link.state === "expired");
  const isPending = isOpen && link.state === "pending";
  return (
    <li class="link" data-testid="link" data-link-id={link.link_id} data-state={link.state}>
      <p class="link-head">
        <strong>{link.agency}</strong>
        <span class={`link-state ${link.state}`}>
          {t.console.linkState[link.state]}
          {(link.state === "active" || isPending) && (
            <>
              {" · "}
              <Now>{(nowMs) => spanText(link.expires_at_ms - nowMs - serverOffsetMs)}</Now>
            </>
          )}
        </span>
      </p>
      {isPending && <ApprovalRow state={state} link={link} />}
      {link.devices.length === 0 && (
        <p class="entry-note">{canEnd || isPending ? t.console.noDevice : t.console.neverOpened}</p>
      )}
      {(link.waiting ?? []).map((device) => (
        <WaitingRow key={device.device_id} state={state} linkId={link.link_id} device={device} />
      ))}
      {(link.officers ?? []).length > 0 && (
        <p class="entry-note" data-testid="officers">
          {t.console.officers((link.officers ?? []).map(({ username }) => username).join(", "))}
        </p>
      )}
      <ul>
        {link.devices.map((device) => (
          <DeviceRow key={device.device_id} state={state} device={device} cameras={cameras} canEnd={canEnd} />
        ))}
      </ul>
      {canEnd && (
        <div class="row">
          <button type="button" data-testid="extend" onClick={() => void state.extend(link.link_id)}>
            {t.console.extend}
          </button>
          <ConfirmButton
            label={t.console.revoke}
            armedLabel={t.console.revokeSure}
            testId="revoke"
            onConfirm={() => void state.revoke(link.link_id)}
          />
        </div>
      )}
    </li>
  );
}

/** Its agreement has it wait for somebody: who is not that person is told so. */
const ApprovalRow = ({ state, link }: { state: ConsoleState; link: LinkView }) => (
  <div class="waiting" role="alert" data-testid="approval">
    <p>{t.console.asksApproval(link.agency)}</p>
    <div class="row">
      <button type="button" class="primary" data-testid="approve" onClick={() => void state.approve(link.link_id)}>
        {t.console.approve}
      </button>
      <ConfirmButton
        label={t.console.deny}
        armedLabel={t.console.denySure}
        testId="deny"
        onConfirm={() => void state.deny(link.link_id)}
      />
    </div>
  </div>
);

interface WaitingProps {
  readonly state: ConsoleState;
  readonly linkId: string;
  readonly device: DeviceView;
}

/** Somebody stands at the door: one tap lets in, two turn away. */
const WaitingRow = ({ state, linkId, device }: WaitingProps) => (
  <div class="waiting" role="alert" data-testid="waiting-device">
    <p>{t.console.waits(device.label)}</p>
    <div class="row">
      <button
        type="button"
        class="primary"
        data-testid="admit"
        onClick={() => void state.decide(linkId, device.device_id, "admit")}
      >
        {t.console.admit}
      </button>
      <ConfirmButton
        label={t.console.turnAway}
        armedLabel={t.console.removeSure}
        testId="turn-away"
        onConfirm={() => void state.decide(linkId, device.device_id, "turn-away")}
      />
    </div>
  </div>
);

interface DeviceProps {
  readonly state: ConsoleState;
  readonly device: DeviceView;
  readonly cameras: readonly CameraView[];
  readonly canEnd: boolean;
}

function DeviceRow({ state, device, cameras, canEnd }: DeviceProps) {
  return (
    <li class="device" data-testid="device" data-connected={device.connected} data-watching={device.watching.length}>
      <DeviceIcon />
      <div class="device-text">
        <strong>{device.label}</strong>
        <span>{activity(device, cameras)}</span>
      </div>
      {canEnd && (
        <ConfirmButton
          label={t.console.remove}
          armedLabel={t.console.removeSure}
          testId="remove-device"
          onConfirm={() => void state.remove(device.device_id)}
        />
      )}
    </li>
  );
}

function activity(device: DeviceView, cameras: readonly CameraView[]): string {
  if (!device.connected) return t.console.away;
  if (device.watching.length === 0) return t.console.connectedIdle;
  const names = device.watching
    .slice(0, NAMES_SHOWN)
    .map((cameraId) => cameras.find((camera) => camera.camera_id === cameraId)?.name ?? cameraId);
  const rest = device.watching.length - names.length;
  return t.console.watching(names.join(", ")) + (rest > 0 ? t.console.andMore(rest) : "");
}
