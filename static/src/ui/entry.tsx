/** The pages around the pictures: before the tap, while entering, and after the end. */

import { Peer } from "../live/peer";
import type { Failure } from "../wire/failure";
import { CameraIcon, CheckIcon, ClockIcon, CloseIcon, WarningIcon } from "./icons";
import { endedText, failureText, t } from "./strings";

interface InvitationProps {
  readonly isBusy: boolean;
  readonly failure: Failure | null;
  readonly onOpen: () => void;
}

export function Invitation({ isBusy, failure, onOpen }: InvitationProps) {
  return (
    <main class="entry" data-testid="invitation">
      <Mark />
      <div class="entry-body">
        <span class="entry-emblem">
          <CameraIcon />
        </span>
        <h1>{t.invitation.title}</h1>
        <p class="entry-lead">{t.invitation.lead}</p>
        <ul class="entry-facts">
          {t.invitation.facts.map((fact) => (
            <li key={fact}>
              <CheckIcon />
              {fact}
            </li>
          ))}
        </ul>
        {!Peer.isSupported() && <Notice text={t.invitation.checks.noWebrtc} />}
        {failure !== null && (
          <Notice text={`${failureText(failure.reason, failure.detail)} ${t.invitation.retrying}`} />
        )}
      </div>
      <button type="button" class="primary entry-open" data-testid="open-cameras" disabled={isBusy} onClick={onOpen}>
        {isBusy ? t.invitation.opening : t.invitation.open}
      </button>
    </main>
  );
}

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
}

export function Ended({ failure, onRetry }: EndedProps) {
  const { title, what, next } = endedText(failure.reason);
  return (
    <main class="entry" data-testid="access-ended" data-reason={failure.reason}>
      <Mark />
      <div class="entry-body" role="alert">
        <span class="entry-emblem ended">{failure.reason === "link-expired" ? <ClockIcon /> : <CloseIcon />}</span>
        <h1>{title}</h1>
        <p class="entry-lead">{what}</p>
        <p class="entry-next">{next}</p>
      </div>
      {onRetry !== null && (
        <button type="button" class="entry-open" data-testid="try-again" onClick={onRetry}>
          {t.tryAgain}
        </button>
      )}
    </main>
  );
}

const Mark = () => (
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
