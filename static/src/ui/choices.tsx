/** One of several, each a large button: no menu to open, nothing to type. */

interface Props<Value> {
  readonly legend: string;
  readonly values: readonly Value[];
  readonly selected: Value;
  readonly label: (value: Value) => string;
  readonly testId: string;
  readonly onSelect: (value: Value) => void;
}

export function Choices<Value>({ legend, values, selected, label, testId, onSelect }: Props<Value>) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      <div class="choices-list">
        {values.map((value) => (
          <button
            type="button"
            key={label(value)}
            data-testid={testId}
            aria-pressed={value === selected}
            onClick={() => onSelect(value)}
          >
            {label(value)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
