/** Who can sign in, as what, and where; a district administrator adds, changes and ends accounts. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { AccountView, Overview } from "../../../wire/types";
import { ConfirmButton } from "../../confirm-button";
import { Notice } from "../../entry";
import { failureText } from "../../strings";
import { TextField, textOf } from "../fields";
import type { PageProps } from "../page-props";
import { Rows } from "../rows";
import { w } from "../words";
import { AccountForm } from "./account-form";
import "../../../style/forms.css";

export function AccountsPage({ state, me, overview }: PageProps) {
  const accounts = useMemo(() => new Rows<AccountView>("/api/accounts", () => state.leave()), [state]);
  useEffect(() => void accounts.read(), [accounts]);
  /** The account whose card is open; null for none. */
  const open = useSignal<string | null>(null);
  const isAdding = useSignal(false);
  const failure = accounts.asking.failure.value ?? accounts.reading.failure.value;
  const show = (username: string | null) => {
    accounts.asking.failure.value = null;
    isAdding.value = false;
    open.value = username;
  };
  return (
    <div class="console-page" data-testid="accounts-page">
      {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
      {isAdding.value ? (
        <section class="card">
          <AccountForm
            account={null}
            overview={overview}
            isBusy={accounts.asking.isBusy.value}
            onCancel={() => show(null)}
            onSave={async (request) => {
              if (await accounts.change("POST", "", request)) show(null);
            }}
          />
        </section>
      ) : (
        <button
          type="button"
          class="primary wide"
          data-testid="account-add"
          onClick={() => {
            show(null);
            isAdding.value = true;
          }}
        >
          {w.accounts.add}
        </button>
      )}
      <ul class="cards">
        {accounts.rows.value?.map((account) => (
          <li key={account.username} class="card" data-testid="account" data-username={account.username}>
            <button
              type="button"
              class="card-head"
              aria-expanded={open.value === account.username}
              onClick={() => show(open.value === account.username ? null : account.username)}
            >
              <span class="device-text">
                <strong>{account.display_name}</strong>
                <span>{describe(account, overview)}</span>
              </span>
            </button>
            {open.value === account.username && (
              <AccountCard
                accounts={accounts}
                account={account}
                overview={overview}
                isOwn={account.username === me.username}
                onDone={() => show(null)}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function describe(account: AccountView, overview: Overview | null): string {
  const names = account.building_ids.map(
    (id) => overview?.buildings.find(({ building_id }) => building_id === id)?.name ?? id,
  );
  const scope = [...names, ...account.camera_ids, ...account.camera_groups, account.agency].filter(
    (each) => each !== "",
  );
  const factor = account.has_second_factor ? [w.accounts.hasSecondFactor] : [];
  return [account.username, w.roles[account.role], ...scope, ...factor].join(" · ");
}

interface CardProps {
  readonly accounts: Rows<AccountView>;
  readonly account: AccountView;
  readonly overview: Overview | null;
  readonly isOwn: boolean;
  readonly onDone: () => void;
}

function AccountCard({ accounts, account, overview, isOwn, onDone }: CardProps) {
  const part = `/${encodeURIComponent(account.username)}`;
  const isBusy = accounts.asking.isBusy.value;
  const done = async (changing: Promise<boolean>) => {
    if (await changing) onDone();
  };
  return (
    <>
      <AccountForm
        account={account}
        overview={overview}
        isBusy={isBusy}
        onCancel={onDone}
        onSave={({ username: _, password: __, ...change }) => done(accounts.change("PUT", part, change))}
      />
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          const password = textOf(new FormData(event.currentTarget), "password");
          void done(accounts.change("POST", `${part}/password`, { password }));
        }}
      >
        <TextField name="password" type="password" label={w.accounts.newPassword} isRequired minLength={10} />
        <button type="submit" class="wide" data-testid="account-password" disabled={isBusy}>
          {w.accounts.setPassword}
        </button>
      </form>
      <div class="row">
        <button
          type="button"
          data-testid="account-unlock"
          onClick={() => void done(accounts.change("POST", `${part}/unlock`))}
        >
          {w.accounts.unlock}
        </button>
        {account.has_second_factor && (
          <ConfirmButton
            label={w.accounts.removeSecondFactor}
            armedLabel={w.sure}
            testId="account-second-factor"
            onConfirm={() => void done(accounts.change("DELETE", `${part}/second-factor`))}
          />
        )}
        {!isOwn && (
          <ConfirmButton
            label={w.accounts.remove}
            armedLabel={w.sure}
            testId="account-remove"
            onConfirm={() => void done(accounts.change("DELETE", part))}
          />
        )}
      </div>
    </>
  );
}
