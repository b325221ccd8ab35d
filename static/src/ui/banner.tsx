/** One sentence over the pictures while something is wrong with all of them. */

import { POSTERS_AFTER_MS, type Session } from "../live/session";
import { NO_WEBRTC } from "../wire/failure";
import { WarningIcon } from "./icons";
import { t } from "./strings";
import { clockText } from "./time";

interface Props {
  readonly session: Session;
  /** When this device saw the map last, while there is no network; else null. */
  readonly rememberedAtMs: number | null;
}

export function Banner({ session, rememberedAtMs }: Props) {
  const text =
    rememberedAtMs === null ? bannerText(session) : t.viewer.remembered(clockText(rememberedAtMs).slice(0, 5));
  if (text === null) return null;
  return (
    <p class="banner" role="alert" data-testid="banner">
      <WarningIcon />
      {text}
    </p>
  );
}

function bannerText(session: Session): string | null {
  switch (session.phase) {
    case "posters":
      return session.failure.reason === NO_WEBRTC ? t.viewer.photosNoWebrtc : t.viewer.photosOnly;
    case "watching":
      return session.restarting ? t.viewer.reconnecting : null;
    case "opening":
      return session.attempt > 0 && Date.now() - session.darkSinceMs > POSTERS_AFTER_MS ? t.viewer.reconnecting : null;
    default:
      return null;
  }
}
