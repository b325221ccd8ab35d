/** Text that depends on the time, renewed every second. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export function Now({ children }: { children: (nowMs: number) => string }) {
  const nowMs = useSignal(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => {
      nowMs.value = Date.now();
    }, 1_000);
    return () => window.clearInterval(timer);
  }, [nowMs]);
  return <>{children(nowMs.value)}</>;
}
