/** Finds cameras and places by what an officer hears on the radio: "one-oh-seven", "stairwell 3", "door 12", "gym". */

export interface Candidate<Target> {
  readonly target: Target;
  /** A room, door or stair number; empty when there is none. */
  readonly number: string;
  readonly name: string;
  /** Words that also mean it, such as "stairwell" or "door". */
  readonly words: string;
}

const RESULT_LIMIT = 20;

const normal = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

const wordsOf = (text: string): string[] => normal(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** The best matches first; every word of the query must be found at the start of some word. */
export function search<Target>(query: string, candidates: readonly Candidate<Target>[]): Target[] {
  const asked = wordsOf(query);
  if (asked.length === 0) return [];
  return candidates
    .map((candidate, order) => ({ candidate, order, score: scoreOf(asked, candidate) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.order - other.order)
    .slice(0, RESULT_LIMIT)
    .map(({ candidate }) => candidate.target);
}

/** 0 when a word is missing. A whole number outranks a whole word, which outranks a beginning. */
function scoreOf(asked: readonly string[], { number, name, words }: Candidate<unknown>): number {
  const numbers = wordsOf(number);
  const names = wordsOf(name);
  const others = wordsOf(words);
  let score = 0;
  for (const word of asked) {
    const worth = Math.max(
      numbers.includes(word) ? 8 : 0,
      numbers.some((each) => each.startsWith(word)) ? 5 : 0,
      names.includes(word) ? 4 : 0,
      names.some((each) => each.startsWith(word)) ? 3 : 0,
      others.some((each) => each.startsWith(word)) ? 1 : 0,
    );
    if (worth === 0) return 0;
    score += worth;
  }
  return score;
}
