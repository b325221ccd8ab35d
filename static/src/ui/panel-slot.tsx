/** Where a panel opens. The panels' code comes after the first pictures; whoever needs it earlier waits for it. */

import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Panels } from "./panels";
import type { ViewerState } from "./viewer-state";

/** The map comes first: it is looked at, a panel has to be asked for. */
const PICTURES_FIRST_MS = 1_500;
const AT_LATEST_MS = 5_000;

const loaded: Signal<typeof Panels | null> = signal(null);

async function load(): Promise<void> {
  loaded.value = (await import("./panels")).Panels;
}

/** No network just now: the next need asks again. */
function onlyNetwork(error: unknown): void {
  if (!(error instanceof TypeError)) throw error;
}

export function PanelSlot({ state }: { state: ViewerState }) {
  const panel = state.panel.value;
  const Loaded = loaded.value;
  const isMissed = panel !== null && Loaded === null;
  useEffect(() => {
    if (loaded.peek() !== null) return undefined;
    if (!isMissed) {
      return state.viewing.pictures.afterFirstPictures(PICTURES_FIRST_MS, AT_LATEST_MS, () => {
        load().catch(onlyNetwork);
      });
    }
    load().catch(onlyNetwork);
    return undefined;
  }, [state, isMissed]);
  return panel === null || Loaded === null ? null : <Loaded state={state} panel={panel} />;
}
