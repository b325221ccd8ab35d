/** Every word of the console behind its first page, in the language of this device; a phone with a link loads none. */

import { language } from "../display";
import type { Words } from "../strings";
import { en } from "./words-en";

export type ConsoleWords = Words<typeof en>;

/** The words of the current language. */
export const w: ConsoleWords = language === "es" ? (await import("./words-es")).es : en;
