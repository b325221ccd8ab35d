/** What this phone may use of its owner's data, and what it has used. */

import { budget, CAPS_BPS, setBudget } from "../live/budget";
import { Choices } from "./choices";
import { megabytesText, rateText } from "./quantity";
import { t } from "./strings";

export function DataChoices({ usedBytes }: { usedBytes: number }) {
  const { dataSaver, capBps } = budget.value;
  return (
    <>
      <Choices
        legend={t.data.saver}
        values={[false, true]}
        selected={dataSaver}
        label={(isOn) => (isOn ? t.data.on : t.data.off)}
        testId="data-saver"
        onSelect={(isOn) => setBudget({ dataSaver: isOn, capBps })}
      />
      <p class="panel-note">{t.data.saverNote}</p>
      <Choices
        legend={t.data.cap}
        values={CAPS_BPS}
        selected={capBps}
        label={(bps) => (bps === null ? t.data.noCap : rateText(bps))}
        testId="data-cap"
        onSelect={(bps) => setBudget({ dataSaver, capBps: bps })}
      />
      <p class="panel-note" data-testid="data-used">
        {t.data.used(megabytesText(usedBytes))}
      </p>
    </>
  );
}
