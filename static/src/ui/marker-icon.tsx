/** A marker's symbol, as the map draws it. */

import { MARKER_SHAPES } from "../map/marker-shapes";
import type { MarkerKind } from "../wire/types";

export function MarkerIcon({ kind }: { kind: MarkerKind }) {
  const { outline, glyph, colour } = MARKER_SHAPES[kind];
  return (
    <svg class="marker-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path class="marker-outline" d={outline} fill={colour} />
      <path class="marker-glyph" d={glyph} />
    </svg>
  );
}
