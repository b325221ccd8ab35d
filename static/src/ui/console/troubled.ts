/** Which cameras need somebody: pure. */

import type { CameraView, FeedState } from "../../wire/types";

/** No picture, and none to be had by watching it. */
const TROUBLE: ReadonlySet<FeedState> = new Set([
  "stalled",
  "unreachable",
  "credentials_rejected",
  "unsupported",
  "unconfigured",
]);

export const isTroubled = ({ status }: CameraView): boolean => TROUBLE.has(status.state);
