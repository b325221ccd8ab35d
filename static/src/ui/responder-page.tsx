/** The page behind a link: one component per phase of the session. */

import { useMemo } from "preact/hooks";
import { hasAccess, type Session } from "../live/session-state";
import { Watch } from "../live/watch";
import { Ended, Invitation, Resuming, Waiting } from "./entry";
import { firstSize, firstWish } from "./first-wish";
import { rememberOpened, wasOpened } from "./link-token";
import { Viewer } from "./viewer";

export function ResponderPage({ token }: { token: string | null }) {
  const watch = useMemo(() => {
    const fresh = new Watch(token, {
      size: firstSize,
      wish: (view) => {
        if (token !== null) rememberOpened(token);
        return firstWish(view);
      },
    });
    if (token === null || wasOpened(token)) fresh.resume();
    return fresh;
  }, [token]);
  return <Phase watch={watch} session={watch.session.value} token={token} />;
}

function Phase({ watch, session, token }: { watch: Watch; session: Session; token: string | null }) {
  const viewing = watch.viewing.value;
  if (session.phase === "ended") {
    return <Ended failure={session.failure} onRetry={token === null ? null : () => watch.tap()} />;
  }
  const isRemembered = session.phase === "entering" && session.by === "permit";
  if (viewing !== null && (hasAccess(session) || isRemembered))
    return <Viewer watch={watch} viewing={viewing} session={session} />;
  if (session.phase === "entering" && session.by === "permit") return <Resuming failure={session.failure} />;
  if (session.phase === "waiting") return <Waiting failure={session.failure} />;
  const isBusy = session.phase !== "invited";
  const failure = session.phase === "entering" || session.phase === "invited" ? session.failure : null;
  return <Invitation isBusy={isBusy} failure={failure} onOpen={(pin) => watch.tap(pin)} />;
}
