/** Reads a code as it is typed or dictated: which of its words are known, and which may be meant by the last: pure. */

import { SPOKEN_WORDS } from "./spoken-words";

/** A code has so many words. */
export const CODE_LENGTH = 5;

/** What tells one word from every other, as the service reads it: the rest of a word may be misheard. */
const PREFIX_LENGTH = 4;

/** In one row under the field, over the phone's keyboard. */
const SUGGESTION_LIMIT = 3;

const BY_PREFIX = new Map(SPOKEN_WORDS.map((word) => [word.slice(0, PREFIX_LENGTH), word]));

export interface CodeWord {
  readonly typed: string;
  /** The word that it stands for; null when it is none, or not one yet. */
  readonly word: string | null;
}

const lettersOf = (typed: string): string[] => typed.toLowerCase().match(/\p{L}+/gu) ?? [];

export function readCode(typed: string): readonly CodeWord[] {
  return lettersOf(typed).map((letters) => ({
    typed: letters,
    word: BY_PREFIX.get(letters.slice(0, PREFIX_LENGTH)) ?? null,
  }));
}

export const isWhole = (words: readonly CodeWord[]): boolean =>
  words.length === CODE_LENGTH && words.every(({ word }) => word !== null);

/** Words that the first unknown one may be meant as: those that begin like it, else those that look most like it. */
export function suggestions(words: readonly CodeWord[]): readonly string[] {
  const unknown = words.find(({ word }) => word === null)?.typed;
  if (unknown === undefined) return [];
  const beginning = SPOKEN_WORDS.filter((word) => word.startsWith(unknown));
  if (beginning.length > 0) return beginning.slice(0, SUGGESTION_LIMIT);
  return SPOKEN_WORDS.map((word) => ({ word, edits: editsBetween(unknown, word) }))
    .filter(({ word, edits }) => edits <= Math.max(1, Math.floor(word.length / 3)))
    .sort((one, other) => one.edits - other.edits)
    .slice(0, SUGGESTION_LIMIT)
    .map(({ word }) => word);
}

/** The text with its first unknown word replaced, ready for the next word. */
export function completed(words: readonly CodeWord[], suggestion: string): string {
  const at = words.findIndex(({ word }) => word === null);
  const texts = words.map(({ typed, word }) => word ?? typed);
  if (at !== -1) texts[at] = suggestion;
  return `${texts.join(" ")} `;
}

/** Letters to insert, remove or exchange (Levenshtein). */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [done, letter] of [...one].entries()) {
    const next = [done + 1];
    for (const [index, wanted] of [...other].entries()) {
      const exchanged = (row[index] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(exchanged, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
