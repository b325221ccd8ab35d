/** Which tiles are on the screen, and how wide: only those are worth their bits. */

import type { ViewerState } from "./viewer-state";

/** A tile just below the edge gets its slot early, so that a short scroll finds it live. */
const NEARBY = "64px 0px";

/** Reports the tiles on the screen in document order, once per change; `scroller` is what they scroll in. */
export function observe(
  root: HTMLElement,
  state: Pick<ViewerState, "setVisible">,
  scroller: HTMLElement | null = root,
): () => void {
  const visible = new Set<Element>();
  const tiles = [...root.querySelectorAll<HTMLElement>(".tile")];
  const report = () => {
    const shown = tiles.filter((tile) => visible.has(tile));
    const widths = shown.map((tile): [string, number] => [
      tile.dataset["cameraId"] ?? "",
      Math.round(tile.clientWidth * window.devicePixelRatio),
    ]);
    state.setVisible(
      widths.map(([cameraId]) => cameraId),
      new Map(widths),
    );
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target);
        else visible.delete(target);
      }
      report();
    },
    { root: scroller, rootMargin: NEARBY },
  );
  for (const tile of tiles) observer.observe(tile);
  return () => observer.disconnect();
}
