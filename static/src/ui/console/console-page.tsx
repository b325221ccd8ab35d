/** The district's console: first what is shared, or to be shared, now; everything else behind its navigation. */

import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import type { BuildingView, IncidentView, Me, Overview } from "../../wire/types";
import { BuildingIcon } from "../icons";
import { failureText, t } from "../strings";
import { CameraHealth } from "./camera-health";
import { ConsoleState, isAwaited } from "./console-state";
import { type Destination, destinationAt, reachable } from "./destination";
import { IncidentCard } from "./incident-card";
import { Later } from "./later";
import { LinkPage } from "./link-page";
import { Navigation } from "./navigation";
import { Page } from "./pages";
import { SharePage } from "./share-page";
import { SignInPage } from "./sign-in-page";
import "../../style/console.css";

export function ConsolePage() {
  const state = useMemo(() => new ConsoleState(), []);
  const session = state.phase.value;
  if (session.phase === "asking") return null;
  if (session.phase !== "signed-in") return <SignInPage state={state} />;
  return <SignedIn state={state} me={session.me} />;
}

const loadIncidentMap = async () => (await import("./incident-map/incident-map-page")).IncidentMapPage;

/** Sharing fills the screen; every other page stands below the navigation. */
function SignedIn({ state, me }: { state: ConsoleState; me: Me }) {
  const sharing = useSignal<Sharing | null>(null);
  /** The incident that is on the map. */
  const mapped = useSignal<string | null>(null);
  const at = useDestination(me);
  const overview = state.overview.value;
  const serverOffsetMs = useMemo(() => (overview?.server_time_ms ?? Date.now()) - Date.now(), [overview]);
  const issued = state.issued.value;
  if (issued !== null) {
    return (
      <LinkPage
        state={state}
        issued={issued}
        serverOffsetMs={serverOffsetMs}
        onDone={() => {
          state.issued.value = null;
        }}
      />
    );
  }
  const leaveMap = useCallback(() => {
    mapped.value = null;
  }, [mapped]);
  const leaveShare = () => {
    state.failure.value = null;
    sharing.value = null;
  };
  if (sharing.value !== null) {
    return <SharePage state={state} {...sharing.value} onShared={leaveShare} onBack={leaveShare} />;
  }
  const onMap = overview?.incidents.find(({ incident_id }) => incident_id === mapped.value);
  if (overview !== null && onMap !== undefined) {
    const page = { state, overview, incident: onMap, onBack: leaveMap };
    return <Later load={loadIncidentMap} page={page} />;
  }
  if (overview === null && isAwaited(me) && !state.isStale.value) return null;
  const showMap = (incident: IncidentView) => {
    mapped.value = incident.incident_id;
  };
  const share = (building: BuildingView, incident: IncidentView | null = null) => {
    sharing.value = { building, incident };
  };
  return (
    <main class="console" data-testid="console" data-page={at}>
      <Navigation
        state={state}
        name={overview?.campus_name ?? me.display_name}
        destinations={reachable(me.may)}
        current={at}
      />
      {state.isStale.value && <p class="banner">{t.console.offline}</p>}
      {at === "share" && overview !== null && (
        <Lists state={state} overview={overview} serverOffsetMs={serverOffsetMs} onShare={share} onMap={showMap} />
      )}
      {at !== "share" && <Page at={at} page={{ state, me, overview }} />}
    </main>
  );
}

interface Sharing {
  readonly building: BuildingView;
  readonly incident: IncidentView | null;
}

/** The page that the address names; the browser's own way back leads through those that were open. */
function useDestination(me: Me): Destination {
  const fragment = useSignal(window.location.hash);
  useEffect(() => {
    const follow = () => {
      fragment.value = window.location.hash;
    };
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [fragment]);
  return destinationAt(fragment.value, me.may);
}

interface ListsProps {
  readonly state: ConsoleState;
  readonly overview: Overview;
  readonly serverOffsetMs: number;
  readonly onShare: (building: BuildingView, incident?: IncidentView | null) => void;
  readonly onMap: (incident: IncidentView) => void;
}

function Lists({ state, overview, serverOffsetMs, onShare, onMap }: ListsProps) {
  const open = overview.incidents.filter((incident) => incident.closed_at_ms === null);
  const closed = overview.incidents.filter((incident) => incident.closed_at_ms !== null);
  const failure = state.failure.value;
  const cards = (incidents: readonly IncidentView[]) => (
    <Incidents
      state={state}
      overview={overview}
      incidents={incidents}
      serverOffsetMs={serverOffsetMs}
      onShare={onShare}
      onMap={onMap}
    />
  );
  return (
    <>
      {failure !== null && <p class="banner">{failureText(failure.reason, failure.detail)}</p>}
      <div class="console-columns">
        <Buildings overview={overview} open={open} onShare={onShare} />
        <section class="console-section console-incidents open" data-testid="open-incidents">
          <h2>
            {t.console.openIncidents}
            <span>{open.length > 0 && open.length}</span>
          </h2>
          {open.length === 0 ? <p class="entry-note">{t.console.noIncidents}</p> : cards(open)}
        </section>
        <CameraHealth
          cameras={overview.cameras}
          buildings={overview.buildings}
          serverTimeMs={overview.server_time_ms}
        />
        {closed.length > 0 && (
          <section class="console-section console-incidents" data-testid="closed-incidents">
            <h2>{t.console.closedIncidents}</h2>
            {cards(closed)}
          </section>
        )}
      </div>
    </>
  );
}

function Incidents({ incidents, ...props }: ListsProps & { readonly incidents: readonly IncidentView[] }) {
  const { state, overview, serverOffsetMs, onShare, onMap } = props;
  const addLink = (incident: IncidentView) => {
    const building = overview.buildings.find((each) => incident.building_ids.includes(each.building_id));
    if (building !== undefined) onShare(building, incident);
  };
  return (
    <>
      {incidents.map((incident) => (
        <IncidentCard
          key={incident.incident_id}
          state={state}
          incident={incident}
          place={placeOf(incident, overview.buildings)}
          cameras={overview.cameras}
          serverOffsetMs={serverOffsetMs}
          onNewLink={() => addLink(incident)}
          onMap={() => onMap(incident)}
        />
      ))}
    </>
  );
}

interface BuildingsProps {
  readonly overview: Overview;
  readonly open: readonly IncidentView[];
  readonly onShare: (building: BuildingView) => void;
}

const Buildings = ({ overview, open, onShare }: BuildingsProps) => (
  <section class="console-section">
    <h2>{t.console.buildings}</h2>
    <ul class="buildings">
      {sortedBuildings(overview, open).map((building) => (
        <li key={building.building_id}>
          <BuildingCard building={building} isShared={isShared(building, open)} onTap={() => onShare(building)} />
        </li>
      ))}
    </ul>
  </section>
);

interface BuildingProps {
  readonly building: BuildingView;
  readonly isShared: boolean;
  readonly onTap: () => void;
}

function BuildingCard({ building, isShared, onTap }: BuildingProps) {
  return (
    <button
      type="button"
      class="building"
      data-testid="building"
      data-building-id={building.building_id}
      onClick={onTap}
    >
      <BuildingIcon />
      <span class="device-text">
        <strong>{building.name}</strong>
        <span>{t.console.cameras(building.camera_count)}</span>
        {isShared && <em class="shared-now">{t.console.sharedNow}</em>}
      </span>
    </button>
  );
}

const incidentsAt = (building: BuildingView, incidents: readonly IncidentView[]): IncidentView[] =>
  incidents.filter((incident) => incident.building_ids.includes(building.building_id));

/** Not by a link that begins later, waits for approval or has run out. */
const isShared = (building: BuildingView, open: readonly IncidentView[]): boolean =>
  incidentsAt(building, open).some(({ links }) => links.some(({ state }) => state === "active"));

/** Where something is happening comes first. */
function sortedBuildings(overview: Overview, open: readonly IncidentView[]): BuildingView[] {
  return [...overview.buildings].sort((one, other) => incidentsAt(other, open).length - incidentsAt(one, open).length);
}

function placeOf(incident: IncidentView, buildings: readonly BuildingView[]): string {
  return buildings
    .filter((building) => incident.building_ids.includes(building.building_id))
    .map((building) => building.name)
    .join(", ");
}
