/** A button for what cannot be taken back: the first tap arms it, a second one within seconds does it. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const ARMED_MS = 4_000;

interface Props {
  readonly label: string;
  readonly armedLabel: string;
  readonly testId: string;
  readonly onConfirm: () => void;
}

export function ConfirmButton({ label, armedLabel, testId, onConfirm }: Props) {
  const isArmed = useSignal(false);
  useEffect(() => {
    if (!isArmed.value) return undefined;
    const timer = window.setTimeout(() => {
      isArmed.value = false;
    }, ARMED_MS);
    return () => window.clearTimeout(timer);
  }, [isArmed.value, isArmed]);
  const onClick = () => {
    if (isArmed.value) onConfirm();
    isArmed.value = !isArmed.value;
  };
  return (
    <button
      type="button"
      class={isArmed.value ? "danger armed" : "danger"}
      data-testid={testId}
      data-armed={isArmed.value}
      aria-live="polite"
      onClick={onClick}
    >
      {isArmed.value ? armedLabel : label}
    </button>
  );
}
