/** The own passkeys: what signs in without a password, on which devices, and how to be rid of one. */

import { useEffect, useMemo } from "preact/hooks";
import { fetchAnswer, fetchJson } from "../../../wire/http";
import type { PasskeyOptions, PasskeyProof, PasskeyView } from "../../../wire/types";
import { ConfirmButton } from "../../confirm-button";
import { Notice } from "../../entry";
import { failureText } from "../../strings";
import { dateText } from "../record/date-time";
import { Rows } from "../rows";
import { w } from "../words";
import { created, isPasskeyBrowser, NO_PASSKEY } from "./passkey";

const PATH = "/api/session/passkeys";

export function OwnPasskeys({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const keys = useMemo(() => new Rows<PasskeyView>(PATH, onSignedOut), [onSignedOut]);
  useEffect(() => void keys.read(), [keys]);
  const failure = keys.asking.failure.value ?? keys.reading.failure.value;
  const add = async () => {
    await keys.asking.ask(async () => {
      const { options } = await fetchJson<PasskeyOptions>("POST", `${PATH}/begin`);
      const credential = await created(options);
      return fetchAnswer("POST", PATH, { body: { credential } satisfies PasskeyProof });
    });
    await keys.read();
  };
  if (!isPasskeyBrowser() && (keys.rows.value ?? []).length === 0) return null;
  return (
    <section class="card" aria-label={w.passkeys.title}>
      <h2>{w.passkeys.title}</h2>
      <p>{w.passkeys.lead}</p>
      {failure !== null && (
        <Notice
          text={failure.reason === NO_PASSKEY ? w.passkeys.notMade : failureText(failure.reason, failure.detail)}
        />
      )}
      <ul>
        {keys.rows.value?.map(({ passkey_id, label, added_at_ms }) => (
          <li key={passkey_id} class="device" data-testid="passkey">
            <div class="device-text">
              <strong>{label}</strong>
              <span>{w.passkeys.added(dateText(added_at_ms))}</span>
            </div>
            <ConfirmButton
              label={w.passkeys.remove}
              armedLabel={w.sure}
              testId="passkey-remove"
              onConfirm={() => void keys.change("DELETE", `/${encodeURIComponent(passkey_id)}`)}
            />
          </li>
        ))}
      </ul>
      {isPasskeyBrowser() && (
        <button
          type="button"
          class="wide"
          data-testid="passkey-add"
          disabled={keys.asking.isBusy.value}
          onClick={() => void add()}
        >
          {w.passkeys.add}
        </button>
      )}
    </section>
  );
}
