/** The console's first page. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Failure } from "../../wire/failure";
import { failureFrom, fetchJson } from "../../wire/http";
import type { SignInMethods } from "../../wire/types";
import { Notice } from "../entry";
import { CameraIcon } from "../icons";
import { failureText, t } from "../strings";
import { isPasskeyBrowser, NO_PASSKEY } from "./accounts/passkey";
import type { ConsoleState } from "./console-state";
import { isTerminal, setTerminal } from "./terminal";
import { w } from "./words";

export function SignInPage({ state }: { state: ConsoleState }) {
  const isBusy = useSignal(false);
  const failure = state.failure.value;
  const turnedBack = TURNED_BACK[window.location.hash];
  const asksForFactor = useSignal(false);
  // While the digits are on their way, or were wrong, the field stays.
  asksForFactor.value ||= failure?.reason === "second-factor-required";
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    isBusy.value = true;
    await state.signIn({
      username: String(form.get("username")),
      password: String(form.get("password")),
      ...(isTerminal() ? { at_terminal: true } : {}),
      ...(asksForFactor.value ? { second_factor: String(form.get("second_factor")).trim() } : {}),
    });
    isBusy.value = false;
  };
  return (
    <main class="entry" data-testid="sign-in">
      <form class="entry-body" onSubmit={(event) => void onSubmit(event)}>
        <span class="entry-emblem">
          <CameraIcon />
        </span>
        <h1>{t.console.title}</h1>
        <label class="field">
          {t.console.username}
          <input
            name="username"
            data-testid="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
          />
        </label>
        <label class="field">
          {t.console.password}
          <input name="password" type="password" data-testid="password" autocomplete="current-password" required />
        </label>
        {asksForFactor.value && <SecondFactorField />}
        <label class="check">
          <input
            type="checkbox"
            data-testid="at-terminal"
            defaultChecked={isTerminal()}
            onChange={(event) => setTerminal(event.currentTarget.checked)}
          />
          {w.signIn.terminal}
        </label>
        {failure === null && turnedBack !== undefined && <Notice text={turnedBack} />}
        {failure !== null && failure.reason !== "second-factor-required" && (
          <Notice text={signInText(failure, asksForFactor.value)} />
        )}
        <button type="submit" class="primary entry-open" data-testid="sign-in-submit" disabled={isBusy.value}>
          {isBusy.value ? t.console.signingIn : t.console.signIn}
        </button>
        <OtherWays state={state} />
      </form>
    </main>
  );
}

/** Those that this site has set up, and that this browser can go. */
function OtherWays({ state }: { state: ConsoleState }) {
  const methods = useSignal<SignInMethods | null>(null);
  useEffect(() => {
    fetchJson<SignInMethods>("GET", "/api/session/methods")
      .then((known) => {
        methods.value = known;
      })
      .catch(failureFrom);
  }, [methods]);
  const { provider = null, has_passkeys: hasPasskeys = false } = methods.value ?? {};
  return (
    <>
      {hasPasskeys && isPasskeyBrowser() && (
        <button type="button" class="wide" data-testid="passkey-sign-in" onClick={() => void state.signInWithPasskey()}>
          {w.signIn.passkey}
        </button>
      )}
      {provider !== null && (
        <a class="button wide" href="/api/session/oidc" data-testid="provider-sign-in">
          {w.signIn.provider(provider)}
        </a>
      )}
    </>
  );
}

/** What the fragment of the address says that the identity provider's way back came to. */
const TURNED_BACK: Record<string, string> = {
  "#sign-in-refused": w.signIn.refused,
  "#provider-unavailable": w.signIn.unavailable,
};

function SecondFactorField() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label class="field">
      {w.own.asked}
      <input
        ref={field}
        name="second_factor"
        data-testid="second-factor"
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        required
      />
    </label>
  );
}

/** Whether the password or the digits were wrong, only the service can say. */
const signInText = ({ reason, detail }: Failure, asksForFactor: boolean): string => {
  if (reason === NO_PASSKEY) return w.signIn.noPasskey;
  return asksForFactor && reason === "sign-in-refused" && detail !== "" ? detail : failureText(reason, detail);
};
