/** The levels of a building beside its map, one button each. */

import type { LevelView } from "../wire/types";
import { t } from "./strings";

export interface LevelChoice {
  /** Null for what is outside. */
  readonly ordinal: number | null;
  /** As short as on a lift's button. */
  readonly label: string;
  readonly name: string;
  readonly isShown: boolean;
  readonly show: () => void;
}

interface Props {
  readonly choices: readonly LevelChoice[];
  readonly testId: string;
}

export const LevelButtons = ({ choices, testId }: Props) => (
  <fieldset class="levels" aria-label={t.viewer.levels}>
    {choices.map(({ ordinal, label, name, isShown, show }) => (
      <button
        type="button"
        key={ordinal}
        data-testid={testId}
        data-ordinal={ordinal}
        aria-pressed={isShown}
        aria-label={name.startsWith(label) ? name : `${label}, ${name}`}
        onClick={show}
      >
        {label}
      </button>
    ))}
  </fieldset>
);

export const levelChoice = (level: LevelView, isShown: boolean, show: () => void): LevelChoice => ({
  ordinal: level.ordinal,
  label: level.short_name,
  name: level.name,
  isShown,
  show,
});
