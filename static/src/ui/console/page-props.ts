/** What every page behind the first one is given. */

import type { Me, Overview } from "../../wire/types";
import type { ConsoleState } from "./console-state";

export interface PageProps {
  readonly state: ConsoleState;
  readonly me: Me;
  /** Null for roles that share nothing. */
  readonly overview: Overview | null;
}
