/** A link as five words for the radio: whoever hears them types them on the site's first page. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { fetchJson } from "../../wire/http";
import type { SpokenCode } from "../../wire/types";
import { Notice } from "../entry";
import { failureText } from "../strings";
import { spanText } from "../time";
import { Asking } from "./asking";
import { Now } from "./now";
import { w } from "./words";

interface Props {
  readonly linkId: string;
  readonly serverOffsetMs: number;
  readonly onSignedOut: () => void;
}

export function CodeToSay({ linkId, serverOffsetMs, onSignedOut }: Props) {
  const asking = useMemo(() => new Asking(onSignedOut), [onSignedOut]);
  const code = useSignal<SpokenCode | null>(null);
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => card.current?.scrollIntoView({ block: "nearest" }), [code.value]);
  const failure = asking.failure.value;
  const make = async () => {
    const path = `/api/links/${encodeURIComponent(linkId)}/spoken-code`;
    code.value = await asking.ask(() => fetchJson<SpokenCode>("POST", path));
  };
  return (
    <>
      {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
      {code.value === null ? (
        <button
          type="button"
          class="wide"
          data-testid="code-make"
          disabled={asking.isBusy.value}
          onClick={() => void make()}
        >
          {w.code.make}
        </button>
      ) : (
        <div class="card" role="status" ref={card}>
          <p>{w.code.say(window.location.host)}</p>
          <p class="code-words" data-testid="code-words">
            {code.value.words}
          </p>
          <p class="entry-note">
            <Now>{(nowMs) => w.code.lasts(spanText((code.value?.expires_at_ms ?? 0) - nowMs - serverOffsetMs))}</Now>
          </p>
        </div>
      )}
    </>
  );
}
