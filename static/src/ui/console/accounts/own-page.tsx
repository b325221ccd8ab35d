/** The own sign-in: a second factor, enrolled by scanning a code, and the recovery codes, shown once. */

import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { fetchJson } from "../../../wire/http";
import type { RecoveryCodes, Role, SecondFactorBegun } from "../../../wire/types";
import { Notice } from "../../entry";
import { failureText } from "../../strings";
import { Asking } from "../asking";
import { textOf } from "../fields";
import type { PageProps } from "../page-props";
import { qrImageUrl } from "../qr";
import { w } from "../words";
import { OwnPasskeys } from "./own-passkeys";
import "../../../style/forms.css";

const PATH = "/api/session/second-factor";

export function OwnPage({ state, me }: PageProps) {
  const onSignedOut = useMemo(() => () => state.leave(), [state]);
  const asking = useMemo(() => new Asking(onSignedOut), [onSignedOut]);
  const begun = useSignal<SecondFactorBegun | null>(null);
  const codes = useSignal<readonly string[] | null>(null);
  const failure = asking.failure.value;
  const begin = async () => {
    begun.value = await asking.ask(() => fetchJson<SecondFactorBegun>("POST", PATH));
  };
  const confirm = async (digits: string) => {
    const answer = await asking.ask(() => fetchJson<RecoveryCodes>("POST", `${PATH}/confirm`, { digits }));
    if (answer !== null) codes.value = answer.codes;
  };
  return (
    <div class="console-page" data-testid="own-page">
      <section class="card">
        <h2>{me.display_name}</h2>
        <p class="entry-note">{[me.username, w.roles[me.role as Role]].join(" · ")}</p>
      </section>
      <section class="card" aria-label={w.own.title}>
        <h2>{w.own.title}</h2>
        {failure !== null && (
          // Refused digits are no wrong password: the service's own sentence says which.
          <Notice
            text={failure.reason === "sign-in-refused" ? w.own.wrong : failureText(failure.reason, failure.detail)}
          />
        )}
        {codes.value !== null && <Codes codes={codes.value} />}
        {codes.value === null && begun.value !== null && <Scan begun={begun.value} onDigits={confirm} />}
        {begun.value === null && (
          <>
            <p>{w.own.lead}</p>
            <button type="button" class="wide" data-testid="factor-begin" onClick={() => void begin()}>
              {w.own.begin}
            </button>
          </>
        )}
      </section>
      <OwnPasskeys onSignedOut={onSignedOut} />
    </div>
  );
}

interface ScanProps {
  readonly begun: SecondFactorBegun;
  readonly onDigits: (digits: string) => Promise<void>;
}

function Scan({ begun, onDigits }: ScanProps) {
  const secret = new URL(begun.uri).searchParams.get("secret") ?? "";
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void onDigits(textOf(new FormData(event.currentTarget), "digits"));
      }}
    >
      <p>{w.own.scan}</p>
      <img class="qr" src={qrImageUrl(begun.qr_svg)} alt={w.own.scan} />
      <p class="entry-note">
        {w.own.secret} <code data-testid="factor-secret">{secret}</code>
      </p>
      <label class="field">
        {w.own.digits}
        <input name="digits" inputMode="numeric" autocomplete="one-time-code" required data-testid="factor-digits" />
      </label>
      <button type="submit" class="primary wide" data-testid="factor-confirm">
        {w.own.confirm}
      </button>
    </form>
  );
}

const Codes = ({ codes }: { codes: readonly string[] }) => (
  <div role="status">
    <p>{w.own.codes}</p>
    <ul class="codes" data-testid="recovery-codes">
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
  </div>
);
