/** What is burnt into a kept picture. */

import { describe, expect, it } from "vitest";
import { fileName, textOf } from "../../src/ui/snapshot";

const CAPTION = {
  camera: "Gym east / entrance",
  place: "Maple Ridge High School · First floor",
  capturedAtMs: Date.UTC(2026, 10, 22, 1, 2, 3, 400),
  state: "delayed, 4 seconds old",
  incident: "Maple Ridge · Lockdown · Active threat · Police",
  mark: ["Police · k44igm", "2026-11-22 01:02:05 UTC"],
};

describe("a kept picture", () => {
  it("says which camera, when, how old on the screen, and why", () => {
    expect(textOf(CAPTION)).toEqual([
      "Gym east / entrance · Maple Ridge High School · First floor",
      "2026-11-22 01:02:03.400 UTC · delayed, 4 seconds old",
      "Maple Ridge · Lockdown · Active threat · Police",
    ]);
  });

  it("has a name that every file system takes", () => {
    expect(fileName(CAPTION)).toBe("Gym-east-entrance-2026-11-22T01-02-03-400Z.jpg");
  });
});
