/** A finger that rests on an element. */

/** Longer than a tap, shorter than doubt. */
const HOLD_MS = 550;

/**
 * Not every phone tells of a resting finger by itself. Positions are relative to the element. Lifting the finger is
 * then no tap: the camera beside the spot stays as it is.
 */
export function onLongTouch(element: HTMLElement, held: (x: number, y: number) => void): void {
  let timer = 0;
  let isHeld = false;
  const cancel = () => window.clearTimeout(timer);
  element.addEventListener("touchstart", (event) => {
    cancel();
    isHeld = false;
    const [touch] = event.touches;
    if (touch === undefined || event.touches.length > 1) return;
    const { left, top } = element.getBoundingClientRect();
    timer = window.setTimeout(() => {
      isHeld = true;
      held(touch.clientX - left, touch.clientY - top);
    }, HOLD_MS);
  });
  element.addEventListener("touchend", (event) => {
    if (isHeld) event.preventDefault();
  });
  for (const end of ["touchmove", "touchend", "touchcancel"] as const) element.addEventListener(end, cancel);
}
