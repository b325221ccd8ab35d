/** The comings and goings of the page: app switches, sleep, and the network under it. */

/** An app switch of a moment must not cost the pictures; after this long nobody is looking. */
const HIDDEN_MS = 3_000;

/** After a sleep this long the path has changed more often than not. */
const ASLEEP_MS = 5_000;

export interface PageEvents {
  /** Nobody looks any more. */
  hidden(): void;
  /** The page is on the screen again; `wasAsleep` when it was away for long. */
  shown(wasAsleep: boolean): void;
  networkChanged(): void;
  /** The page goes and does not come back: a closed tab, another address, a reload. */
  left(): void;
}

/** Reports for as long as the page lives. */
export function followPage(events: PageEvents): void {
  let timer = 0;
  let hiddenAtMs = 0;
  document.addEventListener("visibilitychange", () => {
    window.clearTimeout(timer);
    if (document.hidden) {
      hiddenAtMs = Date.now();
      timer = window.setTimeout(() => events.hidden(), HIDDEN_MS);
    } else {
      events.shown(Date.now() - hiddenAtMs > ASLEEP_MS);
    }
  });
  window.addEventListener("pagehide", ({ persisted }) => {
    if (!persisted) events.left();
  });
  window.addEventListener("online", () => events.networkChanged());
  // From Wi-Fi to mobile data there is no `online`; only some browsers tell it this way.
  const connection = (navigator as { connection?: EventTarget }).connection;
  connection?.addEventListener("change", () => events.networkChanged());
}
