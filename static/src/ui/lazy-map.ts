/** A map that loads after the page that shows it, and goes with it. */

import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

export interface MapOnPage<M> {
  /** Null until its code is there. */
  readonly map: ReadonlySignal<M | null>;
  /** No WebGL on this device, or the map's code could not be fetched: the page serves without it. */
  readonly hasFailed: ReadonlySignal<boolean>;
}

/** Calls back when the map may load; the answer takes that back. */
type Start = (load: () => void) => () => void;

const atOnce: Start = (load) => {
  load();
  return () => {};
};

/**
 * `load` fetches the map's code and answers with what makes the map in its element. Another `subject` gets a map of
 * its own; until then the `load` and `start` of the first drawing count.
 */
export function useLazyMap<M extends { destroy(): void }>(
  container: RefObject<HTMLDivElement | null>,
  subject: unknown,
  load: () => Promise<(element: HTMLDivElement) => M>,
  start: Start = atOnce,
): MapOnPage<M> {
  const map = useSignal<M | null>(null);
  const hasFailed = useSignal(false);
  useEffect(() => {
    let isGone = false;
    const show = async () => {
      const make = await load();
      if (!isGone && container.current !== null) map.value = make(container.current);
    };
    const cancel = start(() => {
      show().catch((error: unknown) => {
        hasFailed.value = true;
        if (!(error instanceof Error)) throw error;
      });
    });
    return () => {
      isGone = true;
      cancel();
      map.value?.destroy();
      map.value = null;
    };
  }, [subject]);
  return { map, hasFailed };
}
