/** Every word on the screen, in the language of this device. */

import { type EndedWords, en } from "./strings-en";

/** What every language has to say where English says this. */
export type Words<Source> = Source extends (...input: infer Input) => string
  ? (...input: Input) => string
  : Source extends string
    ? Source
    : { readonly [Key in keyof Source]: Words<Source[Key]> };

/** What a language has to say. */
export type Strings = Words<typeof en>;

/** The words of the current language; set once, before anything is drawn. */
export let t: Strings = en;

export function setStrings(strings: Strings): void {
  t = strings;
}

/** The sentence for a failure that goes by itself or by another try. */
export function failureText(reason: string, detail: string): string {
  return t.failure[reason] ?? (detail || (t.failure["unknown"] ?? ""));
}

/** Whoever came by name knows of no link: the school shares with the agency, or does not any more. */
export function endedText(reason: string, isByName: boolean): EndedWords {
  const ended = isByName ? t.endedByName : t.ended;
  return ended[reason] ?? ended.unknown;
}
