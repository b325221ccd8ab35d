/** The way to a room: where it begins, its parts, and the cameras along it in the order of walking. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RouteStart } from "../map/survey";
import { failureFrom } from "../wire/http";
import type { LegView, PlaceView, RouteView } from "../wire/types";
import { DownIcon, NextIcon } from "./icons";
import { PanelHead } from "./panel-head";
import { failureText, t } from "./strings";
import type { NamedPlace, ViewerState } from "./viewer-state";
import { TileButton } from "./wall";

interface Props {
  readonly state: ViewerState;
  readonly goal: NamedPlace;
}

/** Where the way may begin, as a button says it. */
interface StartChoice {
  readonly key: string;
  readonly title: string;
  readonly start: RouteStart;
}

export function RoutePanel({ state, goal }: Props) {
  const { choices, failure: doorsFailure } = useStartChoices(state, goal);
  const chosenKey = useSignal<string | null>(null);
  const chosen = choices.find(({ key }) => key === chosenKey.value) ?? choices[0] ?? null;
  const failure = useRoute(state, goal, chosen);
  const route = state.route.value;
  return (
    <aside class="panel spot" data-testid="route" aria-label={t.route.title(goal.name)}>
      <PanelHead title={t.route.title(goal.name)} onClose={() => state.close()} />
      {route !== null && <NextCamera state={state} />}
      {chosen !== null && <Starts choices={choices} chosen={chosen} onChoose={(key) => (chosenKey.value = key)} />}
      {doorsFailure !== null && <p class="panel-note">{doorsFailure}</p>}
      {failure.value !== null && <p class="panel-note">{failure.value}</p>}
      {route !== null && <Way state={state} route={route} />}
    </aside>
  );
}

interface StartsProps {
  readonly choices: readonly StartChoice[];
  readonly chosen: StartChoice;
  readonly onChoose: (key: string) => void;
}

/** Where the way begins, and folded away, where else it could. */
function Starts({ choices, chosen, onChoose }: StartsProps) {
  const isOpen = useSignal(false);
  return (
    <details
      class="route-from"
      open={isOpen.value}
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary data-testid="route-from">
        {t.route.from(chosen.title)}
        <DownIcon />
      </summary>
      <fieldset class="route-starts" aria-label={t.route.starts}>
        {choices.map(({ key, title }) => (
          <button
            type="button"
            key={key}
            data-testid="route-start"
            aria-pressed={key === chosen.key}
            aria-label={title}
            onClick={() => {
              isOpen.value = false;
              onChoose(key);
            }}
          >
            {shortTitle(title)}
          </button>
        ))}
      </fieldset>
    </details>
  );
}

/** On top: it is tapped while walking, again and again. */
function NextCamera({ state }: { state: ViewerState }) {
  const cameras = state.alongRoute;
  const index = cameras.findIndex(({ camera_id }) => camera_id === state.focused.value);
  if (cameras.length === 0) return <p class="panel-note">{t.route.noCamera}</p>;
  return (
    <button type="button" class="primary panel-action" data-testid="route-next" onClick={() => state.step(1)}>
      <NextIcon />
      {t.route.next(((index + 1) % cameras.length) + 1, cameras.length)}
    </button>
  );
}

function Way({ state, route }: { state: ViewerState; route: RouteView }) {
  return (
    <>
      <p class="panel-note" data-testid="route-length">
        {t.route.length(Math.round(route.length_m), route.level_changes)}
      </p>
      <ol class="route-legs">
        {route.legs.map((leg) => (
          <li key={`${leg.unit_id ?? ""}/${leg.opening_id ?? ""}/${leg.length_m}`}>{legText(leg)}</li>
        ))}
      </ol>
      <ul class="wall-grid">
        {state.alongRoute.map((camera) => (
          <li key={camera.camera_id}>
            <TileButton
              state={state}
              camera={camera}
              onTap={() => state.focus(camera.camera_id)}
              testId="route-camera"
            />
          </li>
        ))}
      </ul>
    </>
  );
}

/** On the map and on the door stands its number alone. */
const shortTitle = (title: string): string => /\d+\w?/.exec(title)?.[0] ?? title;

const legText = ({ kind, name, level_name, length_m, through }: LegView): string => {
  const way = kind === "walk" ? `${name}, ${Math.round(length_m)} m` : t.route.climb[kind](level_name);
  return through === "" ? way : `${way}, ${t.route.through(through)}`;
};

/** From where the officer is, when that is known, else from any door of the building. */
function useStartChoices(
  state: ViewerState,
  goal: NamedPlace,
): { readonly choices: readonly StartChoice[]; readonly failure: string | null } {
  const entrances: Signal<readonly PlaceView[]> = useSignal([]);
  const failure = useSignal<string | null>(null);
  useEffect(() => {
    const buildingId = goal.buildingId || (state.viewing.view.buildings[0]?.building_id ?? "");
    state.survey.entrancesOf(buildingId).then(
      ({ places }) => {
        entrances.value = places;
      },
      (error: unknown) => {
        const { reason, detail } = failureFrom(error);
        failure.value = failureText(reason, detail);
      },
    );
  }, [state, goal, entrances, failure]);
  const me = state.me.whereabouts.value;
  const doors = entrances.value.map(({ place_id, title }) => ({
    key: place_id,
    title,
    start: { entranceId: place_id },
  }));
  if (me === null) return { choices: doors, failure: failure.value };
  const spot = { longitude: me.longitude, latitude: me.latitude, levelId: null };
  const fromMe = { key: "me", title: t.route.fromMe, start: { spot } };
  return { choices: [fromMe, ...doors], failure: failure.value };
}

/** Asks for the way whenever it begins elsewhere; tells why there is none. */
function useRoute(state: ViewerState, goal: NamedPlace, chosen: StartChoice | null): Signal<string | null> {
  const failure = useSignal<string | null>(null);
  const unitId = goal.unitId;
  useEffect(() => {
    if (chosen === null || unitId === null) return undefined;
    let isGone = false;
    state.survey.routeTo(unitId, chosen.start).then(
      (route) => {
        if (isGone) return;
        failure.value = null;
        state.route.value = route;
        state.setInPanel(route.camera_ids);
      },
      (error: unknown) => {
        const { reason, detail } = failureFrom(error);
        if (isGone) return;
        state.route.value = null;
        failure.value = failureText(reason, detail);
      },
    );
    return () => {
      isGone = true;
    };
    // Not at every step of the officer: the way that is walked stays the one that was asked for.
  }, [state, unitId, chosen?.key, failure]);
  useEffect(
    () => () => {
      state.route.value = null;
      state.setInPanel([]);
    },
    [state],
  );
  return failure;
}
