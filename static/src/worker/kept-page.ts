/** How a page knows that the service worker had it from this device, and how long nobody answering is silence. */

/** A network that has not begun an answer after this time since the page was asked for is taken for none. */
export const SILENT_AFTER_MS = 600;

const HEADER = "Server-Timing";
const KEPT = "kept";

/** The same answer, told as one from this device: of its own headers a page learns only this one. */
export function keptPage(answer: Response): Response {
  const headers = new Headers(answer.headers);
  headers.set(HEADER, KEPT);
  return new Response(answer.body, { status: answer.status, headers });
}

/** As a browser tells of how a page came; one that tells nothing of it has not been told. */
interface Navigation extends PerformanceEntry {
  readonly serverTiming?: readonly { readonly name: string }[];
}

/** Whether the page, whose `navigation` this is, was told so. */
export const isKept = (navigation: readonly Navigation[]): boolean =>
  navigation.some(({ serverTiming = [] }) => serverTiming.some(({ name }) => name === KEPT));
