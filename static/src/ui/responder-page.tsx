/** The page behind a link: one component per phase of the session. */

import { useMemo } from "preact/hooks";
import { hasAccess, type Session } from "../live/session-state";
import { Watch } from "../live/watch";
import { type Failure, NO_LINK } from "../wire/failure";
import type { ProblemType } from "../wire/types";
import { CodePage } from "./code-page";
import { Ended, Invitation, Resuming, Waiting } from "./entry";
import { firstSize, firstWish } from "./first-wish";
import { rememberOpened, wasOpened } from "./link-token";
import { Viewer } from "./viewer";

const RESPONDERS_PATH = "/e";

const CODE_REFUSALS: ReadonlySet<string> = new Set<ProblemType>(["link-unknown", "codes-locked"]);

interface Props {
  readonly token: string | null;
  /** The site's front page: nobody has sent anything yet. */
  readonly isFront: boolean;
}

export function ResponderPage({ token, isFront }: Props) {
  const watch = useMemo(() => {
    const fresh = new Watch(token, {
      size: firstSize,
      wish: (view) => {
        if (token !== null) rememberOpened(token);
        // A reload, and the page on the home screen, come back to the pictures.
        else window.history.replaceState(null, "", RESPONDERS_PATH);
        return firstWish(view);
      },
    });
    if (!isFront && (token === null || wasOpened(token))) fresh.resume();
    return fresh;
  }, [token, isFront]);
  return <Phase watch={watch} session={watch.session.value} />;
}

function Phase({ watch, session }: { watch: Watch; session: Session }) {
  const viewing = watch.viewing.value;
  const isResuming = session.phase === "entering" && session.by === "permit";
  if (viewing !== null && (hasAccess(session) || isResuming))
    return <Viewer watch={watch} viewing={viewing} session={session} />;
  if (isResuming) return <Resuming failure={session.failure} />;
  if (session.phase === "waiting") return <Waiting failure={session.failure} />;
  if (session.phase === "ended" && !isAboutCode(watch, session.failure)) {
    return <Ended failure={session.failure} onRetry={watch.hasKey ? () => watch.tap() : null} />;
  }
  const isBusy = session.phase !== "invited" && session.phase !== "ended";
  const failure = "failure" in session ? session.failure : null;
  if (watch.hasToken) return <Invitation isBusy={isBusy} failure={failure} onOpen={(pin) => watch.tap(pin)} />;
  return <CodePage isBusy={isBusy} failure={failure} onOpen={(code, pin) => watch.tapWithCode(code, pin)} />;
}

/** Typing the code, or typing it better, may help. */
const isAboutCode = (watch: Watch, { reason }: Failure): boolean =>
  reason === NO_LINK || (!watch.hasToken && CODE_REFUSALS.has(reason));
