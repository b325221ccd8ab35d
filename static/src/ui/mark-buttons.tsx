/** Marks a spot for every unit of the incident: one tap on a large button, a few words if there is time for them. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { MARKER_KINDS } from "../map/marker-shapes";
import { NO_NETWORK } from "../wire/failure";
import { failureFrom } from "../wire/http";
import type { MarkerKind, MarkerView, ProblemType } from "../wire/types";
import { MarkerIcon } from "./marker-icon";
import { newMarkerId } from "./marking";
import { failureText, t } from "./strings";

/** As the service takes them. */
const MAX_NOTE_LETTERS = 80;

/** Failures that another try gets over, while the panel is open: nobody stands and taps until the network is back. */
const PASSING: ReadonlySet<string> = new Set<ProblemType | typeof NO_NETWORK>([
  NO_NETWORK,
  "store-unavailable",
  "too-many-requests",
  "busy",
]);
const AGAIN_MS = 2_000;

interface Props {
  /** Resolves once the marker of this id is on record. Throws Refused. */
  readonly place: (markerId: string, kind: MarkerKind, note: string) => Promise<MarkerView>;
  readonly onPlaced: (marker: MarkerView) => void;
}

export function MarkButtons({ place, onPlaced }: Props) {
  // One id for every try: tapped again because the answer was lost, the marker is placed once.
  const markerId = useMemo(newMarkerId, []);
  const note = useSignal("");
  const isBusy = useSignal(false);
  const failure = useSignal("");
  const isGone = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
    },
    [],
  );
  const attempt = async (kind: MarkerKind) => {
    try {
      const placed = await place(markerId, kind, note.value);
      if (!isGone.current) onPlaced(placed);
    } catch (error) {
      const { reason, detail } = failureFrom(error);
      if (isGone.current) return;
      isBusy.value = PASSING.has(reason);
      failure.value = `${isBusy.value ? t.marker.notPlacedYet : t.marker.notPlaced} ${failureText(reason, detail)}`;
      if (isBusy.value)
        window.setTimeout(() => {
          if (!isGone.current) void attempt(kind);
        }, AGAIN_MS);
    }
  };
  const mark = (kind: MarkerKind) => {
    isBusy.value = true;
    failure.value = "";
    void attempt(kind);
  };
  const button = (kind: MarkerKind, isReady: boolean) => (
    <button
      type="button"
      key={kind}
      class="mark-button"
      data-testid="mark"
      data-kind={kind}
      disabled={isBusy.value || !isReady}
      onClick={() => mark(kind)}
    >
      <MarkerIcon kind={kind} />
      {t.marker.kinds[kind]}
    </button>
  );
  return (
    <section class="mark" aria-label={t.marker.place} data-testid="mark-buttons">
      <h3>{t.marker.place}</h3>
      <div class="mark-kinds">{MARKER_KINDS.filter((kind) => kind !== "note").map((kind) => button(kind, true))}</div>
      <div class="mark-note">
        <NoteField note={note} />
        {button("note", note.value.trim() !== "")}
      </div>
      <p class="mark-state" role="status" data-testid="mark-state">
        {failure.value === "" && isBusy.value ? t.marker.placing : failure.value}
      </p>
    </section>
  );
}

const NoteField = ({ note }: { note: Signal<string> }) => (
  <input
    type="text"
    maxLength={MAX_NOTE_LETTERS}
    autocomplete="off"
    enterkeyhint="done"
    placeholder={t.marker.noteHint}
    aria-label={t.marker.noteHint}
    data-testid="mark-note"
    value={note.value}
    onInput={(event) => {
      note.value = event.currentTarget.value;
    }}
  />
);
