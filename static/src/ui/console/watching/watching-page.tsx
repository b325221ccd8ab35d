/** Live pictures for whoever is signed in: the listed cameras, those of an open incident, or all. */

import { useEffect, useMemo, useRef } from "preact/hooks";
import { inIncident } from "../../../wire/caller";
import type { CameraView, Me } from "../../../wire/types";
import { spoken } from "../../badge";
import { CameraSections } from "../../camera-sections";
import { Choices } from "../../choices";
import { Notice } from "../../entry";
import { RouteIcon } from "../../icons";
import { needsTap, playAll } from "../../playback";
import { sectionsOf } from "../../sections";
import { failureText, t } from "../../strings";
import { Tile } from "../../tile";
import { clockText } from "../../time";
import { observe } from "../../visible-tiles";
import type { PageProps } from "../page-props";
import { w } from "../words";
import type { Scope } from "./scope";
import type { Watching } from "./watching";
import { WatchingState } from "./watching-state";
import "../../../style/watching.css";

export function WatchingPage({ state, me }: PageProps) {
  const own = useMemo(() => new WatchingState(me.may, () => state.leave()), [state, me]);
  useEffect(() => () => own.leave(), [own]);
  const failure = own.asking.failure.value;
  const incidentId = own.chosen.value?.incident?.incident_id ?? null;
  return (
    <div class="console-page" data-testid="watching-page">
      <div class="watching-scopes">
        <Scopes own={own} me={me} />
        {incidentId !== null && own.watching.value !== null && (
          <a class="watching-open" href={`/e${inIncident(incidentId)}`} data-testid="watching-open">
            <RouteIcon />
            {t.byName.open}
          </a>
        )}
      </div>
      {failure !== null && <Notice text={failureText(failure.reason, failure.detail)} />}
      {own.watching.value !== null && <Cameras own={own} watching={own.watching.value} />}
      {needsTap.value && (
        <button type="button" class="primary wide" onClick={playAll}>
          {t.viewer.play}
        </button>
      )}
    </div>
  );
}

/** Where there is a choice, or somebody waits for an incident. */
function Scopes({ own, me }: { own: WatchingState; me: Me }) {
  const scopes = own.scopes.value ?? [];
  const chosen = own.chosen.value;
  if (own.scopes.value !== null && chosen === null) return <p>{w.watching.noIncident}</p>;
  if (chosen === null || (scopes.length === 1 && chosen.incident === null)) {
    return <p>{me.may.includes("view_listed_cameras") ? w.watching.listed : w.watching.lead}</p>;
  }
  return (
    <Choices
      legend={w.watching.which}
      values={scopes}
      selected={chosen}
      label={scopeName}
      testId="watching-scope"
      onSelect={(scope) => own.choose(scope)}
    />
  );
}

function scopeName({ incident }: Scope): string {
  if (incident === null) return w.watching.anyTime;
  const kind = t.kind[incident.kind];
  const why = incident.reason === kind ? kind : `${kind}: ${incident.reason}`;
  // Two drills in a morning are told apart by when they began.
  return `${why} · ${clockText(incident.opened_at_ms)}`;
}

function Cameras({ own, watching }: { own: WatchingState; watching: Watching }) {
  const root = useRef<HTMLDivElement>(null);
  const { told } = watching;
  const { buildings, cameras, masked_camera_ids: masked } = told;
  const focused = own.focused.value;
  useEffect(() => {
    if (root.current === null) return undefined;
    const setVisible = (visible: readonly string[], widths: ReadonlyMap<string, number>) =>
      watching.show({ visible, focused: own.focused.peek(), widths });
    return observe(root.current, { setVisible }, null);
  }, [watching, told, own, focused]);
  useEffect(() => {
    if (focused !== null) root.current?.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest" });
  }, [focused]);
  const sections = sectionsOf(buildings, cameras);
  if (sections.length === 0) return <p>{w.watching.none}</p>;
  return (
    <div class="watching" ref={root}>
      {/* Of several, each section says which. */}
      {buildings.length === 1 && <p class="watching-place">{buildings[0]?.name}</p>}
      <CameraSections sections={sections}>
        {(camera) => (
          <CameraTile
            key={camera.camera_id}
            watching={watching}
            camera={camera}
            isMasked={masked.includes(camera.camera_id)}
            isLarge={camera.camera_id === focused}
            onTap={() => {
              own.focused.value = camera.camera_id === focused ? null : camera.camera_id;
            }}
          />
        )}
      </CameraSections>
    </div>
  );
}

interface TileProps {
  readonly watching: Watching;
  readonly camera: CameraView;
  readonly isMasked: boolean;
  readonly isLarge: boolean;
  readonly onTap: () => void;
}

function CameraTile({ watching, camera, isMasked, isLarge, onTap }: TileProps) {
  const tile = watching.pictures.tile(camera.camera_id).value;
  const reason = tile.state === "offline" ? tile.reason : "";
  const masked = isMasked ? w.watching.masked : "";
  return (
    <Tile
      source={watching}
      viewing={{ view: watching.told, clock: watching.clock, pictures: watching.pictures }}
      camera={camera}
      said={[spoken(tile), reason, masked]}
      isLarge={isLarge}
      hasAge={isLarge}
      testId="watching-tile"
      onTap={onTap}
    >
      {isMasked && <span class="tile-others">{masked}</span>}
    </Tile>
  );
}
