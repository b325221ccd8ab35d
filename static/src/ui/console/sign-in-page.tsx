/** The console's first page. */

import { useSignal } from "@preact/signals";
import { Notice } from "../entry";
import { CameraIcon } from "../icons";
import { failureText, t } from "../strings";
import type { ConsoleState } from "./console-state";

export function SignInPage({ state }: { state: ConsoleState }) {
  const isBusy = useSignal(false);
  const failure = state.failure.value;
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    isBusy.value = true;
    await state.signIn({ username: String(form.get("username")), password: String(form.get("password")) });
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
        {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
        <button type="submit" class="primary entry-open" data-testid="sign-in-submit" disabled={isBusy.value}>
          {isBusy.value ? t.console.signingIn : t.console.signIn}
        </button>
      </form>
    </main>
  );
}
