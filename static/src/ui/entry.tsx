/** The pages around the pictures: before the tap, while entering, and after the end. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Peer } from "../live/peer";
import type { Failure } from "../wire/failure";
import { CameraIcon, CheckIcon, ClockIcon, CloseIcon, WarningIcon } from "./icons";
import { endedText, failureText, t } from "./strings";
import { momentText } from "./time";

/** Its page of live pictures. */
export const CONSOLE = "/console#watch";

interface InvitationProps {
  readonly isBusy: boolean;
  readonly failure: Failure | null;
  /** With the PIN, where the link asks for one. */
  readonly onOpen: (pin: string | null) => void;
}

export function Invitation({ isBusy, failure, onOpen }: InvitationProps) {
  const pin = useSignal("");
  const asksForPin = useSignal(false);
  const isAboutPin = failure?.reason.startsWith("pin-") ?? false;
  // While the PIN is on its way there is no failure, and the field stays.
  asksForPin.value ||= isAboutPin;
  const open = () => onOpen(pin.value === "" ? null : pin.value);
  return (
    <main class="entry" data-testid="invitation">
      <Mark />
      <div class="entry-body">
        <span class="entry-emblem">
          <CameraIcon />
        </span>
        <h1>{t.invitation.title}</h1>
        <p class="entry-lead">{t.invitation.lead}</p>
        {/* With a keyboard on half of the screen, the PIN is all there is room for. */}
        {!asksForPin.value && <Facts />}
        {!Peer.isSupported() && <Notice text={t.invitation.checks.noWebrtc} />}
        {asksForPin.value && <PinField pin={pin} isBusy={isBusy} onEnter={open} />}
        {failure !== null && failure.reason !== "pin-required" && (
          <Notice
            text={`${failureText(failure.reason, failure.detail)} ${isAboutPin ? "" : t.invitation.retrying}`.trim()}
          />
        )}
      </div>
      <button type="button" class="primary entry-open" data-testid="open-cameras" disabled={isBusy} onClick={open}>
        {isBusy ? t.invitation.opening : t.invitation.open}
      </button>
    </main>
  );
}

const Facts = () => (
  <ul class="entry-facts">
    {t.invitation.facts.map((fact) => (
      <li key={fact}>
        <CheckIcon />
        {fact}
      </li>
    ))}
  </ul>
);

interface PinFieldProps {
  readonly pin: Signal<string>;
  readonly isBusy: boolean;
  readonly onEnter: () => void;
}

export function PinField({ pin, isBusy, onEnter }: PinFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label class="entry-pin">
      {t.invitation.pin}
      <input
        ref={field}
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={16}
        data-testid="pin"
        disabled={isBusy}
        value={pin.value}
        onInput={(event) => {
          pin.value = event.currentTarget.value.trim();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") onEnter();
        }}
      />
    </label>
  );
}

export const Waiting = ({ failure }: { failure: Failure }) => (
  <main class="entry" data-testid="waiting">
    <Mark />
    <div class="entry-body" role="status">
      <span class="entry-emblem">
        <ClockIcon />
      </span>
      <WaitingWords failure={failure} />
    </div>
  </main>
);

const WaitingWords = ({ failure }: { failure: Failure }) => {
  const isUpcoming = failure.reason === "link-upcoming";
  const lead = failure.reason === "link-pending" ? t.invitation.pendingLead : t.invitation.waitingLead;
  const opensAtMs = failure.opensAtMs ?? null;
  return (
    <>
      <h1>{isUpcoming ? t.invitation.upcoming : t.invitation.waiting}</h1>
      <p class="entry-lead">
        {isUpcoming && opensAtMs !== null
          ? t.invitation.upcomingLead(momentText(opensAtMs, document.documentElement.lang))
          : lead}
      </p>
      <p class="entry-next">{isUpcoming ? t.invitation.upcomingNext : t.invitation.waitingNext}</p>
    </>
  );
};

export function Resuming({ failure }: { failure: Failure | null }) {
  return (
    <main class="entry" data-testid="resuming">
      <Mark />
      <div class="entry-body">
        <h1>{t.invitation.resuming}</h1>
        {failure !== null && (
          <Notice text={`${failureText(failure.reason, failure.detail)} ${t.invitation.retrying}`} />
        )}
      </div>
    </main>
  );
}

interface EndedProps {
  readonly failure: Failure;
  /** Null where trying again makes no sense: there is no token. */
  readonly onRetry: (() => void) | null;
  /** Where whoever is signed in goes on; null with a link, which leads nowhere else. */
  readonly wayOn: "console" | null;
}

export function Ended({ failure, onRetry, wayOn }: EndedProps) {
  const { title, what, next } = endedText(failure.reason, wayOn !== null);
  return (
    <main class="entry" data-testid="access-ended" data-reason={failure.reason}>
      <Mark />
      <div class="entry-body" role="alert">
        <span class="entry-emblem ended">{failure.reason === "link-expired" ? <ClockIcon /> : <CloseIcon />}</span>
        <h1>{title}</h1>
        <p class="entry-lead">{what}</p>
        <p class="entry-next">{next}</p>
      </div>
      {failure.reason === "link-unknown" && (
        <a class="entry-staff" href="/">
          {t.code.wayIn}
        </a>
      )}
      {wayOn !== null && (
        <a class="entry-staff" href={CONSOLE} data-testid="way-on">
          {t.byName.back}
        </a>
      )}
      {onRetry !== null && (
        <button type="button" class="entry-open" data-testid="try-again" onClick={onRetry}>
          {t.tryAgain}
        </button>
      )}
    </main>
  );
}

/** Of an account; pictures that were on the screen are gone. */
export const SignedOut = () => (
  <main class="entry" data-testid="signed-out">
    <Mark />
    <div class="entry-body" role="status">
      <h1>{t.byName.signedOut}</h1>
      <p class="entry-lead">{t.byName.signedOutLead}</p>
    </div>
    <a class="entry-staff" href={CONSOLE}>
      {t.byName.signIn}
    </a>
  </main>
);

export const Mark = () => (
  <p class="entry-mark">
    <CameraIcon />
    {t.product}
  </p>
);

export const Notice = ({ text }: { text: string }) => (
  <p class="notice" role="status" data-testid="notice">
    <WarningIcon />
    {text}
  </p>
);
