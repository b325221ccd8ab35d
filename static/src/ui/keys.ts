/** What each key of a patrol car's keyboard means: everything that a finger can do, without leaving the keys. */

export type KeyAction =
  | { readonly type: "focus-nth"; readonly index: number }
  | { readonly type: "move"; readonly dx: -1 | 0 | 1; readonly dy: -1 | 0 | 1 }
  | { readonly type: "search" | "markers" | "full-screen" | "next-level" | "next-wall" | "close" };

export interface Key {
  readonly key: string;
  /** Ctrl, Alt or Meta is held: the browser's own shortcut. */
  readonly isShortcut: boolean;
  /** The officer is typing. */
  readonly isInField: boolean;
}

const MOVES: Record<string, { readonly dx: -1 | 0 | 1; readonly dy: -1 | 0 | 1 }> = {
  ArrowLeft: { dx: -1, dy: 0 },
  ArrowRight: { dx: 1, dy: 0 },
  ArrowUp: { dx: 0, dy: -1 },
  ArrowDown: { dx: 0, dy: 1 },
};

const LETTERS: Record<string, "search" | "markers" | "full-screen" | "next-level" | "next-wall"> = {
  "/": "search",
  f: "full-screen",
  l: "next-level",
  m: "markers",
  w: "next-wall",
};

/** The action of a key, or null when it is not ours. */
export function keyAction({ key, isShortcut, isInField }: Key): KeyAction | null {
  if (isShortcut) return null;
  if (key === "Escape") return { type: "close" };
  if (isInField) return null;
  if (/^[1-9]$/.test(key)) return { type: "focus-nth", index: Number(key) - 1 };
  const move = MOVES[key];
  if (move !== undefined) return { type: "move", ...move };
  const letter = LETTERS[key.toLowerCase()];
  return letter === undefined ? null : { type: letter };
}

export interface Box {
  readonly x: number;
  readonly y: number;
}

/** The box next to `from` in a direction: the nearest that lies more along it than across; -1 when there is none. */
export function nextBox(boxes: readonly Box[], from: number, dx: number, dy: number): number {
  const start = boxes[from];
  if (start === undefined) return boxes.length > 0 ? 0 : -1;
  let best = -1;
  let bestCost = Number.POSITIVE_INFINITY;
  boxes.forEach(({ x, y }, index) => {
    const along = (x - start.x) * dx + (y - start.y) * dy;
    const across = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    const cost = along + 2 * across;
    if (along > 0 && along >= across / 2 && cost < bestCost) {
      best = index;
      bestCost = cost;
    }
  });
  return best;
}
