/** Theme and language, two taps away. */

import { Choices } from "./choices";
import { LANGUAGES, language, showTheme, speak, THEMES, theme } from "./display";
import { CloseIcon } from "./icons";
import { t } from "./strings";

export function DisplayPanel({ onClose }: { onClose: () => void }) {
  return (
    <aside class="panel" data-testid="display" aria-label={t.display.title}>
      <div class="panel-head">
        <h2>{t.display.title}</h2>
        <button type="button" aria-label={t.viewer.closePanel} data-testid="panel-close" onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
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
      </div>
    </aside>
  );
}
