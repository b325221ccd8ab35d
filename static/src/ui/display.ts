/** How the page looks and speaks on this device: the theme and the language, kept for the next time. */

import { type Signal, signal } from "@preact/signals";
import { keep, kept } from "../live/device-storage";

/** Dark is for most of the day and night; red keeps eyes used to the dark; day is for the sun. */
export const THEMES = ["dark", "red", "day"] as const;
export type Theme = (typeof THEMES)[number];

export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

const THEME = "theme";
const LANGUAGE = "language";

/** The browser's own bar takes the colour of the page's ground. */
const GROUND: Record<Theme, string> = { dark: "#07090c", red: "#000000", day: "#ffffff" };

const oneOf = <Value extends string>(values: readonly Value[], value: string | null): Value | null =>
  values.find((each) => each === value) ?? null;

export const theme: Signal<Theme> = signal(oneOf(THEMES, kept("device", THEME)) ?? "dark");

/** What was chosen here before, else the first language of the browser that we speak. */
export const language: Language =
  oneOf(LANGUAGES, kept("device", LANGUAGE)) ??
  navigator.languages.map((tag) => oneOf(LANGUAGES, tag.slice(0, 2).toLowerCase())).find((each) => each !== null) ??
  "en";

export function showTheme(next: Theme): void {
  theme.value = next;
  keep("device", THEME, next);
  applyTheme();
}

export function applyTheme(): void {
  document.documentElement.dataset["theme"] = theme.peek();
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", GROUND[theme.peek()]);
}

/** Words are everywhere: the page loads again in the other language, at the same place. */
export function speak(next: Language): void {
  keep("device", LANGUAGE, next);
  window.location.reload();
}
