/** Which requests may be answered from this device, and when. */

export type Strategy =
  /** The page itself: from the network while there is one, else as it was. */
  | "shell"
  /** Files whose names hold a hash of their content: what is kept is right for ever. */
  | "asset"
  /** Layers of the campus: from the network while there is one; kept only while the permit lives. */
  | "campus"
  /** Everything else, above all pictures and permissions: never kept. */
  | "network";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly isNavigation: boolean;
}

const PAGES: ReadonlySet<string> = new Set(["/", "/console", "/e"]);

export function strategyOf({ method, path, isNavigation }: Asked): Strategy {
  if (method !== "GET") return "network";
  if (isNavigation) return PAGES.has(path) ? "shell" : "network";
  if (path.startsWith("/assets/")) return "asset";
  return path.startsWith("/api/campus/") ? "campus" : "network";
}

/** The files that a page needs before it can draw anything. */
export const assetsIn = (html: string): string[] => [...new Set(html.match(/\/assets\/[^"'\s>]+/g) ?? [])];
