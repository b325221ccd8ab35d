/** Carries out the keys of `keys.ts` in the viewer. */

import { keyAction, nextBox } from "./keys";
import type { ViewerState } from "./viewer-state";

/** Listens until the answer is called. */
export function followKeys(state: ViewerState): () => void {
  const onKey = (event: KeyboardEvent) => {
    const action = keyAction({
      key: event.key,
      isShortcut: event.ctrlKey || event.altKey || event.metaKey,
      isInField: event.target instanceof HTMLInputElement,
    });
    if (action === null) return;
    switch (action.type) {
      case "focus-nth":
        state.focusNth(action.index);
        break;
      case "move":
        if (!move(state, action.dx, action.dy)) return;
        break;
      case "search":
        state.panel.value = { type: "search" };
        break;
      case "markers":
        state.panel.value = { type: "markers" };
        break;
      case "full-screen":
        toggleFull(state);
        break;
      case "next-level":
        state.nextLevel();
        break;
      case "next-wall":
        state.nextColumns();
        break;
      case "close":
        state.close();
    }
    event.preventDefault();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** Left and right step through a full screen's cameras; otherwise the arrows go from tile to tile. */
function move(state: ViewerState, dx: -1 | 0 | 1, dy: -1 | 0 | 1): boolean {
  if (state.isFull.value && dx !== 0) {
    state.step(dx);
    return true;
  }
  // The map moves by the same keys while it has the focus.
  if (document.activeElement instanceof HTMLCanvasElement) return false;
  const tiles = [...document.querySelectorAll<HTMLElement>(".tile")];
  const from = tiles.indexOf(document.activeElement as HTMLElement);
  const boxes = tiles.map((tile) => tile.getBoundingClientRect());
  const next = tiles[nextBox(boxes, from, dx, dy)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

/** With nothing focused, the tile under the keyboard's focus becomes the large picture first. */
function toggleFull(state: ViewerState): void {
  const cameraId =
    document.activeElement instanceof HTMLElement ? document.activeElement.dataset["cameraId"] : undefined;
  if (state.focused.value === null && cameraId !== undefined) state.focus(cameraId);
  if (state.focused.value !== null) state.toggleFull();
}
