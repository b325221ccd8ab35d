/** The tokens of each theme as they are seen: in red, through the grey and the tint that lie over the page. */

import css from "../../src/style/tokens.css?raw";
import { filtered, grey, multiplied } from "./colour";

export const dark = coloursAfter(":root {");
export const day = new Map([...dark, ...coloursAfter(':root[data-theme="day"] {')]);
export const tint =
  /background: (#[0-9a-f]{6})/.exec(css.slice(css.indexOf('[data-theme="red"] body::after')))?.[1] ?? "";
export const red = new Map(
  [...dark, ...coloursAfter(':root[data-theme="red"] {')].map(([name, colour]) => [
    name,
    multiplied(grey(colour), tint),
  ]),
);

/** What stands over the map in each theme. */
const mapFilters = {
  dark: filterAfter(":root {"),
  day: filterAfter(':root[data-theme="day"] {'),
  red: filterAfter(':root[data-theme="red"] {'),
};

/** A colour of the map as each theme shows it. */
export const ON_MAP: Record<keyof typeof mapFilters, (colour: string) => string> = {
  dark: (colour) => filtered(colour, mapFilters.dark),
  day: (colour) => filtered(colour, mapFilters.day),
  red: (colour) => multiplied(grey(filtered(colour, mapFilters.red)), tint),
};

function filterAfter(selector: string): string {
  return /--map-filter: ([^;]+);/.exec(css.slice(css.indexOf(selector)))?.[1] ?? "";
}

/** The tokens of the block that begins like this. */
function coloursAfter(selector: string): Map<string, string> {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf("}", start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", colour = ""]) => [name, colour]),
  );
}
