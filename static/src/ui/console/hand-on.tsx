/** A link for a partner of the agency, which ends with the one that it comes from. */

import { useSignal } from "@preact/signals";
import type { ConsoleState } from "./console-state";
import { TextField, textOf } from "./fields";
import { w } from "./words";
import "../../style/forms.css";

export function HandOn({ state, linkId }: { state: ConsoleState; linkId: string }) {
  const isOpen = useSignal(false);
  const isBusy = useSignal(false);
  if (!isOpen.value) {
    return (
      <button
        type="button"
        class="wide"
        data-testid="hand-on"
        onClick={() => {
          isOpen.value = true;
        }}
      >
        {w.handOn.open}
      </button>
    );
  }
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    const agency = textOf(new FormData(event.currentTarget as HTMLFormElement), "partner");
    isBusy.value = true;
    await state.handOn(linkId, agency);
    isBusy.value = false;
  };
  return (
    <form class="form" onSubmit={(event) => void onSubmit(event)}>
      <p class="entry-note">{w.handOn.lead}</p>
      <TextField name="partner" label={w.handOn.partner} isRequired />
      <div class="row">
        <button
          type="button"
          onClick={() => {
            isOpen.value = false;
          }}
        >
          {w.cancel}
        </button>
        <button type="submit" class="primary" data-testid="hand-on-do" disabled={isBusy.value}>
          {w.handOn.do}
        </button>
      </div>
    </form>
  );
}
