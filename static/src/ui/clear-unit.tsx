/** The officer says that the own unit is clear of the scene: where all have, the incident may end by agreement. */

import { useSignal } from "@preact/signals";
import { failureFrom, fetchAnswer } from "../wire/http";
import { ConfirmButton } from "./confirm-button";
import { CheckIcon } from "./icons";
import { failureText, t } from "./strings";

export function ClearUnit() {
  const isSaid = useSignal(false);
  const failure = useSignal("");
  const say = () => {
    failure.value = "";
    fetchAnswer("POST", "/api/permit/clear").then(
      () => {
        isSaid.value = true;
      },
      (error: unknown) => {
        const { reason, detail } = failureFrom(error);
        failure.value = failureText(reason, detail);
      },
    );
  };
  return (
    <div class="clear-unit" role="status">
      {isSaid.value ? (
        <p data-testid="clear-said">
          <CheckIcon />
          {t.clear.said}
        </p>
      ) : (
        <ConfirmButton label={t.clear.say} armedLabel={t.clear.sure} testId="clear-unit" onConfirm={say} />
      )}
      {failure.value !== "" && <p class="panel-note">{failure.value}</p>}
    </div>
  );
}
