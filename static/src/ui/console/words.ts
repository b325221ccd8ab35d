/** Every word of the console behind its first page, in the language of this device; a phone with a link loads none. */

import { language } from "../display";
import { type ConsoleWords, en } from "./words-en";

/** The words of the current language. */
export const w: ConsoleWords = language === "es" ? (await import("./words-es")).es : en;
