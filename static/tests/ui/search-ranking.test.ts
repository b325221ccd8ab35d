/** What the search finds first. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { type Candidate, search } from "../../src/ui/search-ranking";

const candidate = (target: string, number: string, name: string, words = ""): Candidate<string> => ({
  target,
  number,
  name,
  words,
});

const CAMPUS = [
  candidate("gym camera", "", "Gym east entrance", "camera"),
  candidate("room 107", "107", "Main office", "room"),
  candidate("room 107A", "107A", "Principal", "room"),
  candidate("stairwell 1", "S1", "Stairwell 1", "stairs stairwell"),
  candidate("door 1", "1", "Main entrance", "door exterior"),
  candidate("door 12", "12", "Exterior door 12", "door exterior"),
  candidate("café", "", "Café", "room"),
];

it("finds the whole number before the longer one", () => {
  expect(search("107", CAMPUS)).toEqual(["room 107", "room 107A"]);
});

it("tells a door from a stairwell of the same number", () => {
  expect(search("door 1", CAMPUS)[0]).toBe("door 1");
  expect(search("stairwell 1", CAMPUS)).toEqual(["stairwell 1"]);
});

it("finds by the beginnings of words in any order, and without accents", () => {
  expect(search("ent gym", CAMPUS)).toEqual(["gym camera"]);
  expect(search("cafe", CAMPUS)).toEqual(["café"]);
});

it("finds nothing for nothing, and nothing that lacks a word", () => {
  expect(search("  ", CAMPUS)).toEqual([]);
  expect(search("gym 107", CAMPUS)).toEqual([]);
});

it("finds every candidate by its own name", () => {
  fc.assert(
    fc.property(fc.constantFrom(...CAMPUS), (each) => {
      expect(search(each.name, CAMPUS)).toContain(each.target);
    }),
  );
});
