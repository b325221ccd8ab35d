/** Opens the page without a network: keeps the shell, and the campus layers while the page allows it. */

import { CAMPUS, SHELL } from "./caches";
import { keptPage, SILENT_AFTER_MS } from "./kept-page";
import { assetsIn, strategyOf } from "./strategy";

declare const self: ServiceWorkerGlobalScope;

/** One page for every address: the shell is kept once, without the token that only the address holds. */
const PAGE = "/e";

/** A network that takes longer than this to begin an answer is no network where something kept can stand in. */
const PATIENCE_MS = 2_500;

/** The page as it was will do: whatever it needs has been kept with it, and it is renewed behind its back. */
const PAGE_PATIENCE_MS = 250;

/** Where the page itself got no answer just now, its map waits for none. */
const SILENCE_LASTS_MS = 5_000;
let silentUntilMs = 0;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== self.location.origin) return;
  switch (strategyOf({ method, path: pathname, isNavigation: mode === "navigate" })) {
    case "shell":
      event.respondWith(page(event.request));
      event.waitUntil(keepShell());
      return;
    case "asset":
      event.respondWith(keptFirst(event.request));
      return;
    case "campus":
      event.respondWith(campus(event.request));
      return;
    case "network":
      return;
  }
});

/** Keeps the page and its files; a page that names other files than before replaces everything. */
async function keepShell(): Promise<void> {
  const answer = await fetchOrNull(new Request(PAGE, { cache: "no-cache" }));
  if (answer === null || !answer.ok) return;
  const html = await answer.clone().text();
  const kept = await (await caches.open(SHELL)).match(PAGE);
  if (kept !== undefined && (await kept.text()) === html) return;
  await caches.delete(SHELL);
  const cache = await caches.open(SHELL);
  await cache.addAll(assetsIn(html));
  await cache.put(PAGE, answer);
}

async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(SHELL)).match(PAGE);
  const answer = fetchOrNull(request);
  void Promise.race([answer, silence(SILENT_AFTER_MS)]).then((first) => {
    silentUntilMs = first === null ? Date.now() + SILENCE_LASTS_MS : 0;
  });
  if (kept === undefined) return (await answer) ?? Response.error();
  return (await Promise.race([answer, silence(PAGE_PATIENCE_MS)])) ?? keptPage(kept);
}

async function keptFirst(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

/**
 * A refusal of the service is passed on as it is, and takes what was kept with it. The cache is opened before the
 * answer is there: when access ends meanwhile the page deletes it, and what comes then is kept nowhere.
 */
async function campus(request: Request): Promise<Response> {
  const cache = await caches.open(CAMPUS);
  const kept = await cache.match(request);
  const answer = await fetchOrNull(request, kept && (Date.now() < silentUntilMs ? 0 : PATIENCE_MS));
  if (answer === null) return kept ?? Response.error();
  if (answer.ok) await cache.put(request, answer.clone());
  else await cache.delete(request);
  return answer;
}

/** Null when there is no answer in time, if there is such a time, or no network at all. */
async function fetchOrNull(request: Request, patienceMs?: number): Promise<Response | null> {
  try {
    const answer = fetch(request);
    return await (patienceMs === undefined ? answer : Promise.race([answer, silence(patienceMs)]));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const silence = (lastsMs: number): Promise<null> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(null), lastsMs);
  });
