/** What is said at the end, to whoever holds a link and to whoever came by name. */

import { describe, expect, it } from "vitest";
import { endedText } from "../../src/ui/strings";
import { en } from "../../src/ui/strings-en";
import { es } from "../../src/ui/strings-es";

describe.each([
  ["English", en, /\blinks?\b/i],
  ["Spanish", es, /\benlaces?\b/i],
] as const)("in %s", (_, words, link) => {
  it("whoever came by name is told nothing of a link", () => {
    for (const { title, what, next } of Object.values(words.endedByName)) {
      expect(`${title} ${what} ${next}`).not.toMatch(link);
    }
  });

  it("each end has words of its own by name, too", () => {
    expect(Object.keys(words.endedByName)).toEqual(Object.keys(en.endedByName));
    expect(new Set(Object.values(words.endedByName).map(({ title }) => title)).size).toBe(
      Object.keys(words.endedByName).length,
    );
  });
});

it("a link's end speaks of the link, and what nobody knows has words all the same", () => {
  expect(endedText("link-revoked", false)).toBe(en.ended["link-revoked"]);
  expect(endedText("link-revoked", true)).toBe(en.endedByName["link-revoked"]);
  expect(endedText("no-such-reason", true)).toBe(en.endedByName.unknown);
});
