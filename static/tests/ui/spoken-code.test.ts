/** A code is read as people type it in a hurry, and as phones write down what was said. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { CODE_LENGTH, completed, isWhole, readCode, suggestions } from "../../src/ui/spoken-code";
import { SPOKEN_WORDS } from "../../src/ui/spoken-words";

const word = fc.constantFrom(...SPOKEN_WORDS);
const code = fc.array(word, { minLength: CODE_LENGTH, maxLength: CODE_LENGTH });

it("reads any code however it is written", () => {
  fc.assert(
    fc.property(code, fc.constantFrom(" ", ", ", "\n", " - "), fc.boolean(), (words, gap, isLoud) => {
      const typed = words.map((each) => (isLoud ? each.toUpperCase() : each)).join(gap);
      const read = readCode(`${typed}.`);
      expect(read.map(({ word: meant }) => meant)).toEqual(words);
      expect(isWhole(read)).toBe(true);
    }),
  );
});

it("takes the first four letters for the word", () => {
  expect(readCode("acor rivr pian").map(({ word: meant }) => meant)).toEqual(["acorn", null, "piano"]);
});

it("is whole with five known words only", () => {
  expect(isWhole(readCode("acorn river piano maple"))).toBe(false);
  expect(isWhole(readCode("acorn river piano maple tiger zebra"))).toBe(false);
  expect(isWhole(readCode("acorn river piano maple tigr"))).toBe(false);
});

it("suggests what a word may become", () => {
  expect(suggestions(readCode("acorn pi"))).toEqual(["piano", "pickle", "pigeon"]);
  expect(suggestions(readCode("acorn"))).toEqual([]);
});

it("suggests what a misheard word may be", () => {
  expect(suggestions(readCode("acorn elefant"))).toContain("elephant");
  expect(suggestions(readCode("acorn rivr"))).toContain("river");
});

it("finds every word again from any beginning of it", () => {
  fc.assert(
    fc.property(word, fc.integer({ min: 3, max: 12 }), (each, length) => {
      const read = readCode(each.slice(0, length));
      expect([...suggestions(read), read[0]?.word]).toContain(each);
    }),
  );
});

it("puts a suggestion where the unknown word was", () => {
  expect(completed(readCode("acorn rivr piano"), "river")).toBe("acorn river piano ");
});
