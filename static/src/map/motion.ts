/** How the map goes from one place to the next by itself. */

/** Long enough to see where it goes to, too short to wait for. */
const MOVE_MS = 350;

/** How long that takes; no time for whoever asked the device for less motion. */
export const moveMs = (): number => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : MOVE_MS);
