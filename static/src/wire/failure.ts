/** Why something did not work: the service's problem types, and what only the client can notice. */

export interface Failure {
  /** A problem type of the service, or one of the client's own below. Stable, for programs. */
  readonly reason: string;
  /** One sentence of the service for a person; may be empty. */
  readonly detail: string;
  /** Of a link that has not begun: when it does. */
  readonly opensAtMs?: number;
}

export const NO_NETWORK = "no-network";
/** Something between here and the service answered in its place, such as a hotel's sign-in page. */
export const CAPTIVE_PORTAL = "captive-portal";
export const NO_LINK = "no-link";
export const NO_WEBRTC = "no-webrtc";
