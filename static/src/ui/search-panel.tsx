/** One field for everything: cameras, rooms, doors, stairs and equipment. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { type Place, placesOf } from "../map/places";
import { failureFrom } from "../wire/http";
import type { CameraView } from "../wire/types";
import { sectionName } from "./camera-sections";
import { CloseIcon, PlaceIcon, StateIcon } from "./icons";
import { findRemote } from "./remote-search";
import { type Candidate, search } from "./search-ranking";
import { t } from "./strings";
import type { ViewerState } from "./viewer-state";

/** A word is not asked for letter by letter. */
const TYPING_MS = 250;

type Target =
  | { readonly type: "camera"; readonly camera: CameraView }
  | { readonly type: "place"; readonly place: Place };

export function SearchPanel({ state }: { state: ViewerState }) {
  const query = useSignal("");
  const places = usePlaces(state);
  const candidates = useMemo(() => candidatesOf(state.cameras, places), [state.cameras, places]);
  const local = search(query.value, candidates);
  const found = [...local, ...useRemote(state, query.value, places, local)];
  const first = found[0];
  // Enter may come before the answer to the last letter: then the first answer opens.
  const isFirstAwaited = useSignal(false);
  useEffect(() => {
    if (isFirstAwaited.value && first !== undefined) open(state, first);
  }, [isFirstAwaited.value, first, state, isFirstAwaited]);
  return (
    <search class="panel" data-testid="search">
      <div class="panel-head">
        <Field
          onInput={(text) => {
            query.value = text;
            isFirstAwaited.value = false;
          }}
          onEnter={() => {
            isFirstAwaited.value = true;
          }}
        />
        <button type="button" aria-label={t.viewer.closePanel} data-testid="panel-close" onClick={() => state.close()}>
          <CloseIcon />
        </button>
      </div>
      <ul class="panel-list">
        {found.map((target) => (
          <li key={keyOf(target)}>
            <button type="button" data-testid="search-result" onClick={() => open(state, target)}>
              <Result state={state} target={target} />
            </button>
          </li>
        ))}
      </ul>
      {query.value !== "" && found.length === 0 && <p class="panel-note">{t.viewer.nothingFound}</p>}
    </search>
  );
}

/** All places of the shared buildings; empty until their layers are here. */
function usePlaces(state: ViewerState): readonly Place[] {
  const places = useSignal<readonly Place[]>([]);
  useEffect(() => {
    // Without them cameras can still be found by their names.
    state.viewLayers().then((layers) => {
      places.value = layers.flatMap(placesOf);
    }, failureFrom);
  }, [state, state.layers, places]);
  return places.value;
}

/** What only the service finds: grid squares, and places despite a typing error. */
function useRemote(
  { survey }: ViewerState,
  query: string,
  places: readonly Place[],
  local: readonly Target[],
): readonly Target[] {
  const remote = useSignal<readonly Place[]>([]);
  useEffect(() => {
    remote.value = [];
    if (query.trim() === "") return undefined;
    let isOver = false;
    const timer = window.setTimeout(() => {
      findRemote(query, places, survey).then((found) => {
        if (!isOver) remote.value = found;
      }, failureFrom);
    }, TYPING_MS);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [survey, query, places, remote]);
  const shown = new Set(local.map(keyOf));
  return remote.value.map((place): Target => ({ type: "place", place })).filter((each) => !shown.has(keyOf(each)));
}

function Field({ onInput, onEnter }: { onInput: (text: string) => void; onEnter: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <input
      ref={field}
      type="search"
      enterkeyhint="go"
      autocomplete="off"
      spellcheck={false}
      placeholder={t.viewer.searchHint}
      aria-label={t.viewer.search}
      data-testid="search-field"
      onInput={(event) => onInput(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onEnter();
      }}
    />
  );
}

function Result({ state, target }: { state: ViewerState; target: Target }) {
  if (target.type === "camera") {
    const { camera } = target;
    const section = state.sectionOf(camera.camera_id);
    return (
      <>
        <StateIcon state={state.viewing.pictures.stateOf(camera.camera_id).value} />
        <span class="device-text">
          <strong>{camera.name}</strong>
          <span>
            {t.viewer.kindOf.camera}
            {section !== null && ` · ${sectionName(section, state.sections)}`}
          </span>
        </span>
      </>
    );
  }
  const { place } = target;
  const { buildings } = state.viewing.view;
  const hasSeveral = buildings.length > 1;
  const building = buildings.find((each) => each.building_id === place.buildingId);
  const level = building?.levels.find((each) => each.level_id === place.levelId);
  return (
    <>
      <PlaceIcon />
      <span class="device-text">
        <strong>{placeName(place)}</strong>
        <span>
          {t.viewer.kindOf[place.kind]} · {level?.name ?? t.viewer.outside}
          {hasSeveral && ` · ${building?.name ?? ""}`}
        </span>
      </span>
    </>
  );
}

const placeName = ({ number, name }: Place): string =>
  name.includes(number) ? name : [number, name].filter((each) => each !== "").join(" ");

const keyOf = (target: Target): string =>
  target.type === "camera" ? `camera/${target.camera.camera_id}` : `place/${target.place.id}`;

function open(state: ViewerState, target: Target): void {
  if (target.type === "camera") {
    state.panel.value = null;
    state.focus(target.camera.camera_id);
    return;
  }
  const { place } = target;
  const levels = state.viewing.view.buildings.flatMap((building) => building.levels);
  const level = levels.find((each) => each.level_id === place.levelId);
  if (level !== undefined) state.showLevel(level.ordinal);
  const unitId = place.kind === "room" || place.kind === "stairs" ? place.id : null;
  const named = { name: placeName(place), buildingId: place.buildingId, unitId };
  state.panel.value = { type: "spot", spot: place, place: named };
}

function candidatesOf(cameras: readonly CameraView[], places: readonly Place[]): Candidate<Target>[] {
  return [
    ...cameras.map(
      (camera): Candidate<Target> => ({
        target: { type: "camera", camera },
        number: "",
        name: camera.name,
        words: t.viewer.kindOf.camera,
      }),
    ),
    ...places.map(
      (place): Candidate<Target> => ({
        target: { type: "place", place },
        number: place.number,
        name: place.name,
        words: t.viewer.kindOf[place.kind],
      }),
    ),
  ];
}
