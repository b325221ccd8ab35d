/** What the layers of the map's style are written with. */

import type { ExpressionSpecification } from "maplibre-gl";

/** A font name that is on no server: the library then draws every letter with the system's own font. */
export const FONT = ["sans-serif"];

export const kind = (...kinds: string[]): ExpressionSpecification => ["in", ["get", "kind"], ["literal", kinds]];

export const all = (...conditions: ExpressionSpecification[]): ExpressionSpecification => ["all", ...conditions];
