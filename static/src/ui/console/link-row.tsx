/** One link: how long it lasts, who holds it, what they look at now, and who waits at it. */

import { useSignal } from "@preact/signals";
import { useCallback } from "preact/hooks";
import type { CameraView, DeviceView, LinkView } from "../../wire/types";
import { ConfirmButton } from "../confirm-button";
import { DeviceIcon } from "../icons";
import { t } from "../strings";
import { spanText } from "../time";
import { activity } from "./activity";
import { CodeToSay } from "./code-to-say";
import type { ConsoleState } from "./console-state";
import { HandOn } from "./hand-on";
import { Now } from "./now";
import { Override } from "./override";
import { beginsText } from "./term";

interface LinkProps {
  readonly state: ConsoleState;
  readonly link: LinkView;
  readonly cameras: readonly CameraView[];
  readonly serverOffsetMs: number;
  readonly isOpen: boolean;
}

export function LinkRow({ state, link, cameras, serverOffsetMs, isOpen }: LinkProps) {
  const canEnd = isOpen && (link.state === "active" || link.state === "expired" || link.state === "upcoming");
  const isPending = isOpen && link.state === "pending";
  const begins = beginsText(link);
  const refused = useSignal<Step | null>(null);
  const onSignedOut = useCallback(() => state.leave(), [state]);
  const attempt = async (step: Step, overrideReason: string | null = null) => {
    const isDone = await state[step](link.link_id, overrideReason);
    refused.value = isDone ? null : step;
  };
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
      {isOpen && begins !== null && <p class="entry-note">{begins}</p>}
      {isPending && <ApprovalRow state={state} link={link} onApprove={() => void attempt("approve")} />}
      {link.devices.length === 0 && (
        <p class="entry-note">{canEnd || isPending ? t.console.noDevice : t.console.neverOpened}</p>
      )}
      {canEnd && <Waiting state={state} link={link} />}
      <Holders state={state} link={link} cameras={cameras} canEnd={canEnd} />
      {canEnd && (
        <div class="row">
          <button type="button" data-testid="extend" onClick={() => void attempt("extend")}>
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
      {canEnd && link.state === "active" && (
        <>
          <CodeToSay linkId={link.link_id} serverOffsetMs={serverOffsetMs} onSignedOut={onSignedOut} />
          {link.parent_link_id === null && <HandOn state={state} linkId={link.link_id} />}
        </>
      )}
      {refused.value !== null && state.isOverridable && (
        <Override
          agency={link.agency}
          isBusy={false}
          onOverride={(why) => {
            if (refused.value !== null) void attempt(refused.value, why);
          }}
        />
      )}
    </li>
  );
}

interface HoldersProps {
  readonly state: ConsoleState;
  readonly link: LinkView;
  readonly cameras: readonly CameraView[];
  readonly canEnd: boolean;
}

/** Whoever waits at a link that has ended waits for nothing any more. */
const Waiting = ({ state, link }: { readonly state: ConsoleState; readonly link: LinkView }) => (
  <>
    {(link.waiting ?? []).map((device) => (
      <WaitingRow key={device.device_id} state={state} linkId={link.link_id} device={device} />
    ))}
  </>
);

/** Who watches by name, and the devices that hold it. */
const Holders = ({ state, link, cameras, canEnd }: HoldersProps) => (
  <>
    {link.state === "active" && (link.officers ?? []).length > 0 && (
      <p class="entry-note" data-testid="officers">
        {t.console.officers((link.officers ?? []).map(({ username }) => username).join(", "))}
      </p>
    )}
    <ul>
      {link.devices.map((device) => (
        <DeviceRow
          key={device.device_id}
          state={state}
          device={device}
          does={activity(link, device, cameras)}
          canEnd={canEnd}
        />
      ))}
    </ul>
  </>
);

interface ApprovalProps {
  readonly state: ConsoleState;
  readonly link: LinkView;
  readonly onApprove: () => void;
}

/** What an agreement may refuse of a link that is out. */
type Step = "approve" | "extend";

/** Its agreement has it wait for somebody: who is not that person is told so. */
const ApprovalRow = ({ state, link, onApprove }: ApprovalProps) => (
  <div class="waiting" role="status" data-testid="approval">
    <p>{t.console.asksApproval(link.agency)}</p>
    <div class="row">
      <button type="button" class="primary" data-testid="approve" onClick={onApprove}>
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
  <div class="waiting" role="status" data-testid="waiting-device">
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
  readonly does: string;
  readonly canEnd: boolean;
}

function DeviceRow({ state, device, does, canEnd }: DeviceProps) {
  return (
    <li class="device" data-testid="device" data-connected={device.connected} data-watching={device.watching.length}>
      <DeviceIcon />
      <div class="device-text">
        <strong>{device.label}</strong>
        <span>{does}</span>
        {device.is_clear && <span data-testid="unit-clear">{t.console.unitClear}</span>}
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
