/** The terms of a new link, out of the way of the two taps: when, how long, for how many, which PIN and cameras. */

import type { RefObject } from "preact";
import { CheckField, Checks, isOn, textOf, textsOf } from "./fields";
import { DEVICES, HOURS, type LinkTerms, PIN_PATTERN, USUAL } from "./link-terms";
import { w } from "./words";
import "../../style/forms.css";

interface Props {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly cameraGroups: readonly string[];
}

export const LinkOptions = ({ form, cameraGroups }: Props) => (
  <details data-testid="link-options">
    <summary>{w.linkOptions.title}</summary>
    <form ref={form} class="form" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        {w.linkOptions.begins}
        <input name="begins" data-testid="link-begins" type="datetime-local" />
      </label>
      <div class="pair">
        <label class="field">
          {w.linkOptions.lasts}
          <select name="hours" data-testid="link-hours">
            {HOURS.map((hours) => (
              <option key={hours} value={hours} selected={hours === USUAL.hours}>
                {w.linkOptions.hours(hours)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {w.linkOptions.devices}
          <select name="devices" data-testid="link-devices">
            {DEVICES.map((devices) => (
              <option key={devices} value={devices} selected={devices === USUAL.devices}>
                {devices}
              </option>
            ))}
          </select>
        </label>
      </div>
      <CheckField name="waiting" label={w.linkOptions.waitingRoom} isChecked />
      <label class="field">
        {w.linkOptions.pin}
        <input
          name="pin"
          data-testid="link-pin"
          inputMode="numeric"
          autocomplete="off"
          pattern={PIN_PATTERN}
          maxLength={8}
          title={w.linkOptions.pinForm}
        />
      </label>
      {cameraGroups.length > 0 && (
        <Checks
          name="camera_groups"
          legend={w.linkOptions.cameraGroups}
          choices={cameraGroups.map((name) => ({ value: name, label: name }))}
          chosen={[]}
        />
      )}
    </form>
  </details>
);

/** What is chosen in the form; null where something is not as it has to be, which the browser then says. */
export function chosenTerms(form: HTMLFormElement): LinkTerms | null {
  if (!form.reportValidity()) return null;
  const data = new FormData(form);
  return {
    begins: textOf(data, "begins"),
    hours: Number(textOf(data, "hours")),
    devices: Number(textOf(data, "devices")),
    pin: textOf(data, "pin"),
    hasWaitingRoom: isOn(data, "waiting"),
    cameraGroups: textsOf(data, "camera_groups"),
  };
}
