/** A page of the console that loads when it is asked for: sharing never waits for what is behind it. */

import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Notice } from "../entry";
import { t } from "../strings";

interface Props<PageProps> {
  readonly load: () => Promise<ComponentType<PageProps>>;
  readonly page: PageProps;
}

export function Later<PageProps extends object>({ load, page }: Props<PageProps>) {
  const loaded = useSignal<{ readonly Page: ComponentType<PageProps> } | null>(null);
  const hasFailed = useSignal(false);
  const tryLoading = () => {
    hasFailed.value = false;
    load()
      .then((Page) => {
        loaded.value = { Page };
      })
      .catch((error: unknown) => {
        // No network just now; anything else is a fault in this program and goes on.
        hasFailed.value = true;
        if (!(error instanceof TypeError)) throw error;
      });
  };
  useEffect(tryLoading, []);
  if (loaded.value !== null) {
    const { Page } = loaded.value;
    return <Page {...page} />;
  }
  if (!hasFailed.value) return null;
  return (
    <div class="console-page">
      <Notice text={t.failure["no-network"] ?? ""} />
      <button type="button" onClick={tryLoading}>
        {t.tryAgain}
      </button>
    </div>
  );
}
