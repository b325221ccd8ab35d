/** Theme, language and data, two taps away. */

import { Choices } from "./choices";
import { DataChoices } from "./data-choices";
import { LANGUAGES, language, showTheme, speak, THEMES, theme } from "./display";
import { PanelHead } from "./panel-head";
import { t } from "./strings";

interface Props {
  readonly usedBytes: number;
  readonly onClose: () => void;
}

export function DisplayPanel({ usedBytes, onClose }: Props) {
  return (
    <aside class="panel" data-testid="display" aria-label={t.display.title}>
      <PanelHead title={t.display.title} onClose={onClose} />
      <div class="panel-body">
        <Choices
          legend={t.display.theme}
          values={THEMES}
          selected={theme.value}
          label={(each) => t.display.themes[each]}
          testId="theme"
          onSelect={showTheme}
        />
        <Choices
          legend={t.display.language}
          values={LANGUAGES}
          selected={language}
          label={(each) => t.display.languages[each]}
          testId="language"
          onSelect={speak}
        />
        <DataChoices usedBytes={usedBytes} />
      </div>
    </aside>
  );
}
