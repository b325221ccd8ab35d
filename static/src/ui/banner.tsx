/** One sentence over the pictures while something is wrong with all of them. */

import type { Instead } from "../live/floor";
import type { Session } from "../live/session-state";
import { NO_WEBRTC } from "../wire/failure";
import { WarningIcon } from "./icons";
import { t } from "./strings";
import { clockText } from "./time";

interface Props {
  readonly session: Session;
  readonly instead: Instead;
  /** When this device saw the map last, while there is no network; else null. */
  readonly rememberedAtMs: number | null;
}

export function Banner({ session, instead, rememberedAtMs }: Props) {
  const text =
    rememberedAtMs === null ? bannerText(session, instead) : t.viewer.remembered(clockText(rememberedAtMs).slice(0, 5));
  if (text === null) return null;
  return (
    <p class="banner" role="alert" data-testid="banner">
      <WarningIcon />
      {text}
    </p>
  );
}

function bannerText(session: Session, instead: Instead): string | null {
  if (instead === "nothing") return t.viewer.reconnecting;
  if (instead === "photos") {
    const isForGood = session.phase === "posters" && session.failure.reason === NO_WEBRTC;
    return isForGood ? t.viewer.photosNoWebrtc : t.viewer.photosOnly;
  }
  const isRestarting = session.phase === "watching" && session.restart !== "none";
  return isRestarting ? t.viewer.reconnecting : null;
}
