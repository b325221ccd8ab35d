/** The fields that the console's forms are made of. */

import { useId } from "preact/hooks";

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly type?: "text" | "password" | "date" | "number";
  readonly isRequired?: boolean;
  readonly minLength?: number;
}

export const TextField = ({ name, label, value = "", type = "text", isRequired = false, minLength }: TextProps) => {
  const id = useId();
  const common = {
    id,
    name,
    "data-testid": `field-${name}`,
    defaultValue: value,
    required: isRequired,
    minLength,
    autocapitalize: "none",
    spellcheck: false,
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === "text" && <input type="text" autocomplete="off" {...common} />}
      {type === "password" && <input type="password" autocomplete="new-password" {...common} />}
      {type === "date" && <input type="date" {...common} />}
      {type === "number" && <input type="number" min={0.25} step="any" {...common} />}
    </div>
  );
};

interface CheckProps {
  readonly name: string;
  readonly label: string;
  readonly isChecked?: boolean;
  /** What the form's data has for it. */
  readonly value?: string;
}

export const CheckField = ({ name, label, isChecked = false, value = "on" }: CheckProps) => (
  <label class="check">
    <input type="checkbox" name={name} value={value} data-testid={`field-${name}`} defaultChecked={isChecked} />
    {label}
  </label>
);

interface ChecksProps {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: readonly string[];
}

/** Any number of several. */
export const Checks = ({ name, legend, choices, chosen }: ChecksProps) => (
  <fieldset class="checks">
    <legend>{legend}</legend>
    {choices.map(({ value, label }) => (
      <CheckField key={value} name={name} value={value} label={label} isChecked={chosen.includes(value)} />
    ))}
  </fieldset>
);

export const textOf = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();
export const textsOf = (form: FormData, name: string): string[] => form.getAll(name).map(String);
export const isOn = (form: FormData, name: string): boolean => form.get(name) !== null;
