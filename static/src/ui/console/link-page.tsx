/** The new link, ready to be scanned, copied or sent. */

import { useSignal } from "@preact/signals";
import { useCallback, useRef } from "preact/hooks";
import type { IssuedLink } from "../../wire/types";
import { CopyIcon, SendIcon } from "../icons";
import { t } from "../strings";
import { CodeToSay } from "./code-to-say";
import type { ConsoleState } from "./console-state";
import { qrImageUrl } from "./qr";
import { Term } from "./term";

interface Props {
  readonly state: ConsoleState;
  readonly issued: IssuedLink;
  readonly serverOffsetMs: number;
  readonly onDone: () => void;
}

export function LinkPage({ state, issued, serverOffsetMs, onDone }: Props) {
  const isCopied = useSignal(false);
  const onSignedOut = useCallback(() => state.leave(), [state]);
  const address = useRef<HTMLInputElement>(null);
  const copy = () => {
    address.current?.select();
    // The modern way needs HTTPS, which a console on the school's own network may not have.
    isCopied.value = document.execCommand("copy");
  };
  return (
    <main class="sheet" data-testid="link-ready">
      <header class="sheet-head">
        <h1>{t.console.linkReady}</h1>
        <p>
          {t.console.linkFor(issued.link.agency)} · <Term link={issued.link} serverOffsetMs={serverOffsetMs} />
        </p>
      </header>
      <div class="sheet-body">
        <img class="qr" src={qrImageUrl(issued.qr_svg)} alt={t.console.scan} data-testid="qr" />
        <p class="entry-note">{t.console.scan}</p>
        <input
          class="link-url"
          ref={address}
          data-testid="link-url"
          readOnly
          value={issued.url}
          aria-label={t.console.copy}
          onFocus={(event) => event.currentTarget.select()}
        />
        <div class="row">
          <button type="button" data-testid="copy" onClick={copy}>
            <CopyIcon />
            {isCopied.value ? t.console.copied : t.console.copy}
          </button>
          {"share" in navigator && (
            <button type="button" data-testid="send" onClick={() => send(issued.url)}>
              <SendIcon />
              {t.console.send}
            </button>
          )}
        </div>
        {issued.link.state === "active" && (
          <CodeToSay linkId={issued.link.link_id} serverOffsetMs={serverOffsetMs} onSignedOut={onSignedOut} />
        )}
      </div>
      <footer class="sheet-foot">
        <button type="button" class="primary" data-testid="link-done" onClick={onDone}>
          {t.console.done}
        </button>
      </footer>
    </main>
  );
}

function send(url: string): void {
  navigator.share({ title: t.product, url }).catch((error: unknown) => {
    // The officer closed the share sheet: the link is still on the screen.
    if (!(error instanceof DOMException)) throw error;
  });
}
