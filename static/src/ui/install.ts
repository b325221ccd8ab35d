/** Lets the page open without a network the next time, with the map that it shows now. */

import { Refused } from "../wire/http";

/** Long after the first pictures, which must not share the line with this. */
const LATER_MS = 8_000;

/** What the service worker keeps when it passes through it; see `worker/strategy.ts`. */
const KEPT = /^\/(assets|api\/campus)\//;

/** Installs the service worker a little later, and fetches `whatElse` through it; the answer takes the wish back. */
export function installLater(whatElse: () => Promise<unknown>): () => void {
  const timer = window.setTimeout(() => {
    // Absent without HTTPS: then the page simply needs its network.
    if ("serviceWorker" in navigator) install(whatElse).catch(onFailed);
  }, LATER_MS);
  return () => window.clearTimeout(timer);
}

async function install(whatElse: () => Promise<unknown>): Promise<void> {
  const isFirst = navigator.serviceWorker.controller === null;
  await navigator.serviceWorker.register("/sw.js");
  if (isFirst) {
    await controlled();
    // What came before there was a service worker has not passed through it: it does now, from the browser's cache.
    await Promise.all(fetchedPaths().map((path) => fetch(path, { cache: "force-cache" })));
  }
  await whatElse();
}

const controlled = (): Promise<void> =>
  new Promise((resolve) => {
    if (navigator.serviceWorker.controller !== null) resolve();
    else navigator.serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
  });

function fetchedPaths(): string[] {
  const fetched = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const own = fetched.filter(({ origin, pathname }) => origin === window.location.origin && KEPT.test(pathname));
  return own.map(({ pathname, search }) => pathname + search);
}

/** Without a network just now, or in a browser that forbids it, the page works on; the next visit tries again. */
function onFailed(error: unknown): void {
  if (error instanceof TypeError || error instanceof DOMException || error instanceof Refused) return;
  throw error;
}
