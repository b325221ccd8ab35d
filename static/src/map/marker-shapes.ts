/** The shapes of the markers, one for map and buttons: told apart without colour, in a box of 24 by 24. */

import type { MarkerKind } from "../wire/types";

export interface MarkerShape {
  readonly outline: string;
  readonly glyph: string;
  readonly colour: string;
}

/** In the order of the buttons. */
export const MARKER_KINDS: readonly MarkerKind[] = ["suspect", "casualty", "staging", "entry", "note"];

export const MARKER_SHAPES: Record<MarkerKind, MarkerShape> = {
  suspect: { outline: "M12 1.500 22.500 12 12 22.500 1.500 12z", glyph: "M12 7v6M12 16.500v.5", colour: "#ff8f8f" },
  casualty: {
    outline: "M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20z",
    glyph: "M12 7v10M7 12h10",
    colour: "#f5f8fa",
  },
  staging: {
    outline: "M3 3h18v18H3z",
    glyph:
      "M15 8.500c-.5-1-1.500-1.500-3-1.500-2 0-3 1-3 2.500 0 3.500 6 1.500 6 5 0 1.500-1 2.500-3 2.500-1.500 0-2.500-.5-3-1.500",
    colour: "#8fc7ff",
  },
  entry: { outline: "M12 2 22.500 21.500h-21z", glyph: "M12 18v-7M9 13.500l3-3 3 3", colour: "#5ee08f" },
  note: { outline: "M3 3h18v13h-9l-5 5.500V16H3z", glyph: "M7.500 7.500h9M7.500 11.500h6", colour: "#ffd75e" },
};
