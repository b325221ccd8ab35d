/** One sentence over the pictures while something is wrong with all of them. */

import type { Session } from "../live/session-state";
import { NO_NETWORK, NO_WEBRTC } from "../wire/failure";
import { WarningIcon } from "./icons";
import { t } from "./strings";
import { clockText } from "./time";

interface Props {
  readonly session: Session;
  /** Live video has been missing for longer than a hiccup. */
  readonly isDark: boolean;
  /** When this device saw the map last, while there is no network; else null. */
  readonly rememberedAtMs: number | null;
}

export function Banner({ session, isDark, rememberedAtMs }: Props) {
  const text =
    rememberedAtMs === null ? bannerText(session, isDark) : t.viewer.remembered(clockText(rememberedAtMs).slice(0, 5));
  if (text === null) return null;
  return (
    <p class="banner" role="alert" data-testid="banner">
      <WarningIcon />
      {text}
    </p>
  );
}

function bannerText(session: Session, isDark: boolean): string | null {
  if (session.phase === "posters") {
    const { reason } = session.failure;
    if (reason === NO_WEBRTC) return t.viewer.photosNoWebrtc;
    return reason === NO_NETWORK ? t.viewer.reconnecting : t.viewer.photosOnly;
  }
  const isRestarting = session.phase === "watching" && session.restart !== "none";
  return isRestarting || isDark ? t.viewer.reconnecting : null;
}
