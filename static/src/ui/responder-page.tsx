/** The page behind a link: one component per phase of the session. */

import { useMemo } from "preact/hooks";
import { Key } from "../live/key";
import { hasAccess, type Session } from "../live/session-state";
import { Watch } from "../live/watch";
import { type Failure, NO_LINK } from "../wire/failure";
import type { ProblemType } from "../wire/types";
import { CodePage } from "./code-page";
import { Ended, Invitation, Resuming, SignedOut, Waiting } from "./entry";
import { firstSize, firstWish } from "./first-wish";
import { rememberOpened, wasOpened } from "./link-token";
import { mapCode } from "./map-code";
import { Viewer } from "./viewer";

const RESPONDERS_PATH = "/e";

const CODE_REFUSALS: ReadonlySet<string> = new Set<ProblemType>(["link-unknown", "codes-locked"]);

interface Props {
  readonly token: string | null;
  /** What somebody who is signed in came to watch, without a link. */
  readonly incidentId: string | null;
  /** The site's front page: nobody has sent anything yet. */
  readonly isFront: boolean;
}

export function ResponderPage({ token, incidentId, isFront }: Props) {
  const watch = useMemo(() => {
    const key = new Key(token, incidentId);
    const fresh = new Watch(key, {
      size: firstSize,
      wish: (view) => {
        if (token !== null) rememberOpened(token);
        // A reload, and the page on the home screen, come back to the pictures.
        else if (!key.isByName) window.history.replaceState(null, "", RESPONDERS_PATH);
        return firstWish(view);
      },
    });
    if (!isFront && (token === null || wasOpened(token))) resume(fresh);
    return fresh;
  }, [token, incidentId, isFront]);
  return <Phase watch={watch} session={watch.session.value} />;
}

/** Without a network the map is all that there will be: its code is on the device, and comes before it is laid out. */
function resume(watch: Watch): void {
  const fetchMap = () => mapCode().catch(onMissing);
  if (watch.isPageKept) void fetchMap();
  watch.viewing.subscribe((viewing) => {
    if (viewing !== null && viewing.rememberedAtMs !== null) void fetchMap();
  });
  watch.resume();
}

/** Not on this device: the map's own place on the page asks again, and says so. */
function onMissing(error: unknown): void {
  if (!(error instanceof TypeError)) throw error;
}

function Phase({ watch, session }: { watch: Watch; session: Session }) {
  const viewing = watch.viewing.value;
  const isResuming = session.phase === "entering" && session.by === "permit";
  if (viewing !== null && (hasAccess(session) || isResuming))
    return <Viewer watch={watch} viewing={viewing} session={session} />;
  if (isResuming) return <Resuming failure={session.failure} />;
  if (session.phase === "waiting") return <Waiting failure={session.failure} />;
  const { key } = watch;
  if (session.phase === "ended" && !isAboutCode(watch, session.failure)) {
    return <Over watch={watch} failure={session.failure} />;
  }
  if (key.isByName) return session.phase === "invited" ? <SignedOut /> : <Resuming failure={null} />;
  const isBusy = session.phase !== "invited" && session.phase !== "ended";
  const failure = "failure" in session ? session.failure : null;
  if (key.hasToken) return <Invitation isBusy={isBusy} failure={failure} onOpen={(pin) => watch.tap(pin)} />;
  return <CodePage isBusy={isBusy} failure={failure} onOpen={(code, pin) => watch.tap(pin, code)} />;
}

function Over({ watch, failure }: { watch: Watch; failure: Failure }) {
  const { key } = watch;
  if (key.isByName && failure.reason === "not-signed-in") return <SignedOut />;
  const onRetry = key.isHeld ? () => watch.tap() : null;
  return <Ended failure={failure} onRetry={onRetry} wayOn={key.isByName ? "console" : null} />;
}

/** Typing the code, or typing it better, may help. */
const isAboutCode = (watch: Watch, { reason }: Failure): boolean =>
  reason === NO_LINK || (!watch.key.hasToken && CODE_REFUSALS.has(reason));
