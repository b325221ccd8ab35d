/** Lets the page open without a network the next time. */

/** Long after the first pictures, which must not share the line with this. */
const LATER_MS = 8_000;

/** Installs the service worker a little later; the answer takes the wish back. */
export function installLater(): () => void {
  const timer = window.setTimeout(() => {
    // Absent without HTTPS: then the page simply needs its network.
    if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(onFailed);
  }, LATER_MS);
  return () => window.clearTimeout(timer);
}

/** Without a network just now, or in a browser that forbids it, the page works on; the next visit tries again. */
function onFailed(error: unknown): void {
  if (!(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
}
