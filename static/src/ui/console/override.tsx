/** What an agreement refused, done all the same, by whoever may. */

import { useEffect, useRef } from "preact/hooks";
import { WarningIcon } from "../icons";
import { TextField, textOf } from "./fields";
import { w } from "./words";

interface Props {
  readonly agency: string;
  readonly isBusy: boolean;
  readonly onOverride: (reason: string) => void;
}

/** Loud, because it is on the record: whoever goes on against an agreement says why. */
export function Override({ agency, isBusy, onOverride }: Props) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <form
      ref={form}
      class="override"
      data-testid="override"
      onSubmit={(event) => {
        event.preventDefault();
        onOverride(textOf(new FormData(event.currentTarget), "override"));
      }}
    >
      <p role="status">
        <WarningIcon />
        {w.override.lead(agency)}
      </p>
      <TextField name="override" label={w.override.why} isRequired />
      <button type="submit" class="danger wide" data-testid="override-do" disabled={isBusy}>
        {w.override.do}
      </button>
    </form>
  );
}
