/** The line above everything: where, why, and for how much longer. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { budget, isLimited } from "../live/budget";
import { CONSOLE } from "./entry";
import { DisplayIcon, KindIcon, PreviousIcon } from "./icons";
import { t } from "./strings";
import { spanText } from "./time";
import type { ViewerState } from "./viewer-state";

/** Early enough to call the school before the pictures end. */
const SOON_MS = 10 * 60_000;

export function Head({ state }: { state: ViewerState }) {
  const { view, expiresAtMs, leadAgency, clock } = state.viewing;
  const nowMs = useSignal(clock.serverMs(Date.now()));
  useEffect(() => {
    const timer = window.setInterval(() => {
      nowMs.value = clock.serverMs(Date.now());
    }, 1_000);
    return () => window.clearInterval(timer);
  }, [clock, nowMs]);
  const leftMs = expiresAtMs.value - nowMs.value;
  return (
    <header class="head">
      {view.tier === "named" && (
        <a class="head-back" href={CONSOLE} aria-label={t.byName.back} data-testid="head-back">
          <PreviousIcon />
        </a>
      )}
      <span class="head-kind">
        <KindIcon kind={view.kind} />
        <span class="unseen">{t.kind[view.kind]}</span>
      </span>
      <div class="head-text">
        <h1>{view.buildings.map((building) => building.name).join(", ")}</h1>
        <p>
          {/* First: it is the last that may be cut off. */}
          <span class={leftMs < SOON_MS ? "head-time soon" : "head-time"} data-testid="time-left">
            {leftMs > 0 ? t.viewer.timeLeft(spanText(leftMs)) : t.viewer.timeOver}
          </span>{" "}
          · {view.reason}
          {leadAgency.value !== null && <span data-testid="leads"> · {t.viewer.leads(leadAgency.value)}</span>}
          {isLimited(budget.value) && ` · ${t.data.limited}`}
        </p>
      </div>
      <button
        type="button"
        aria-label={t.display.title}
        data-testid="display-open"
        onClick={() => {
          state.panel.value = { type: "display" };
        }}
      >
        <DisplayIcon />
      </button>
    </header>
  );
}
