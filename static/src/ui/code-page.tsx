/** The way in for whoever was told a code over the radio: one field, with what it understood of it. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Failure } from "../wire/failure";
import { NO_LINK } from "../wire/failure";
import { Mark, Notice, PinField } from "./entry";
import { CheckIcon, WarningIcon } from "./icons";
import { CODE_LENGTH, type CodeWord, completed, isWhole, readCode, suggestions } from "./spoken-code";
import { failureText, t } from "./strings";

interface Props {
  readonly isBusy: boolean;
  readonly failure: Failure | null;
  readonly onOpen: (code: string, pin: string | null) => void;
}

export function CodePage({ isBusy, failure, onOpen }: Props) {
  const typed = useSignal("");
  const pin = useSignal("");
  const asksForPin = useSignal(false);
  asksForPin.value ||= failure?.reason.startsWith("pin-") ?? false;
  const words = readCode(typed.value);
  const isReady = isWhole(words) && !isBusy;
  const open = () => {
    if (isReady) onOpen(typed.value, pin.value === "" ? null : pin.value);
  };
  return (
    <main class="entry" data-testid="code-page">
      <Mark />
      <div class="entry-body">
        <h1>{t.code.title}</h1>
        <p class="entry-lead">{t.code.lead}</p>
        <CodeField typed={typed} isBusy={isBusy} onEnter={open} />
        <Suggestions typed={typed} words={words} />
        <Understood words={words} />
        {asksForPin.value && <PinField pin={pin} isBusy={isBusy} onEnter={open} />}
        {failure !== null && failure.reason !== NO_LINK && failure.reason !== "pin-required" && (
          <Notice text={t.code.refused[failure.reason] ?? failureText(failure.reason, failure.detail)} />
        )}
      </div>
      <button type="button" class="primary entry-open" data-testid="code-open" disabled={!isReady} onClick={open}>
        {isBusy ? t.invitation.opening : t.invitation.open}
      </button>
      <a class="entry-staff" href="/console">
        {t.code.staff}
      </a>
    </main>
  );
}

interface FieldProps {
  readonly typed: Signal<string>;
  readonly isBusy: boolean;
  readonly onEnter: () => void;
}

function CodeField({ typed, isBusy, onEnter }: FieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label class="entry-code">
      {t.code.field}
      <textarea
        ref={field}
        rows={2}
        autocapitalize="none"
        autocomplete="off"
        autocorrect="off"
        spellcheck={false}
        enterkeyhint="go"
        data-testid="code"
        disabled={isBusy}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          onEnter();
        }}
      />
    </label>
  );
}

/** What was understood so far, word by word; a word that no code has is told at once, not after the tap. */
function Understood({ words }: { words: readonly CodeWord[] }) {
  const places = Array.from({ length: Math.max(CODE_LENGTH, words.length) }, (_, place) => words[place] ?? null);
  return (
    <ol class="code-words" aria-label={t.code.understood}>
      {places.map((each, place) => (
        <li key={place} data-testid="code-word" data-state={stateOf(each)}>
          {each !== null && (each.word === null ? <WarningIcon /> : <CheckIcon />)}
          {each === null ? place + 1 : (each.word ?? each.typed)}
          {each !== null && each.word === null && <span class="unseen">{t.code.notAWord}</span>}
        </li>
      ))}
    </ol>
  );
}

const stateOf = (each: CodeWord | null): string => {
  if (each === null) return "empty";
  return each.word === null ? "unknown" : "known";
};

function Suggestions({ typed, words }: { typed: Signal<string>; words: readonly CodeWord[] }) {
  const offered = suggestions(words);
  return (
    <fieldset class="code-suggestions" aria-label={t.code.suggestions}>
      {offered.map((word) => (
        <button
          type="button"
          key={word}
          data-testid="code-suggestion"
          onClick={() => {
            typed.value = completed(words, word);
          }}
        >
          {word}
        </button>
      ))}
    </fieldset>
  );
}
