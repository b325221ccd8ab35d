/** Where the officer is in the viewer: the focused camera, the level, the sheet, the panel that is open. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Viewing } from "../live/viewing";
import type { Watch } from "../live/watch";
import { Layers } from "../map/layers";
import type { Spot } from "../map/places";
import { Survey } from "../map/survey";
import type { CameraView, LevelView, MarkerView, RouteView } from "../wire/types";
import { MyPosition } from "./my-position";
import { savedPlace, savePlace } from "./place";
import { inPlaceOrder, neighbour, type Section, sectionsOf } from "./sections";
import { urgent } from "./urgency";

/** How the phone's screen is shared between map and wall. */
export const STOPS = ["map", "half", "wall"] as const;
export type Stop = (typeof STOPS)[number];

/** Tiles in a row of a terminal's wall: 1, 4, 9 or 16 pictures on the screen. */
export const COLUMNS = [1, 2, 3, 4] as const;

export type Panel =
  | { readonly type: "search" }
  | { readonly type: "display" }
  /** The numbers behind a camera's picture. */
  | { readonly type: "detail"; readonly cameraId: string }
  /** The cameras that see a place, or a spot that was held on the map. */
  | { readonly type: "spot"; readonly spot: Spot; readonly place: NamedPlace | null }
  /** All markers, and what happened in the incident. */
  | { readonly type: "markers" }
  | { readonly type: "marker"; readonly markerId: string }
  /** The way to a room, with the cameras along it. */
  | { readonly type: "route"; readonly goal: NamedPlace };

/** A place as a panel is titled by it. */
export interface NamedPlace {
  readonly name: string;
  readonly buildingId: string;
  /** The room, when the place is one: ways lead to rooms. */
  readonly unitId: string | null;
}

/** What one map of the campus has to show. */
interface Places {
  readonly sections: readonly Section[];
  readonly cameras: readonly CameraView[];
  readonly levels: readonly LevelView[];
  readonly layers: Layers;
}

export class ViewerState {
  readonly focused: Signal<string | null>;
  readonly ordinal: Signal<number>;
  readonly stop: Signal<Stop>;
  /** Null: as many as fit. */
  readonly columns: Signal<number | null>;
  readonly isFull = signal(false);
  readonly panel: Signal<Panel | null> = signal(null);
  readonly me = new MyPosition();
  readonly survey: Survey;
  /** The way that is shown, while its panel is open: "next" then means the next camera along it. */
  readonly route: Signal<RouteView | null> = signal(null);
  /** The cameras that matter most now; see `urgency.ts`. */
  readonly urgent: ReadonlySignal<readonly CameraView[]>;
  private readonly places: ReadonlySignal<Places>;
  private visible: readonly string[] = [];
  /** Cameras that a panel shows over the wall. */
  private inPanel: readonly string[] = [];
  private widths: ReadonlyMap<string, number> = new Map();
  private focusWidthPx = 0;

  constructor(
    readonly watch: Watch,
    readonly viewing: Viewing,
  ) {
    this.survey = new Survey(viewing.query);
    this.places = computed(() => placesOf(viewing));
    const place = savedPlace();
    this.focused = signal(this.camera(place.focused)?.camera_id ?? null);
    this.ordinal = signal(this.levels.some(({ ordinal }) => ordinal === place.ordinal) ? place.ordinal : 0);
    this.stop = signal(place.stop);
    this.columns = signal(place.columns);
    this.urgent = computed(() =>
      urgent(this.cameras, {
        alert: this.viewing.view.alert ?? null,
        along: this.route.value?.camera_ids ?? [],
        markers: this.viewing.markers.value,
        watched: new Map([...this.viewing.attention.value].map(([id, agencies]) => [id, agencies.length])),
        me: this.me.whereabouts.value,
      }),
    );
  }

  get sections(): readonly Section[] {
    return this.places.value.sections;
  }

  get cameras(): readonly CameraView[] {
    return this.places.value.cameras;
  }

  /** One per height, from the ground up. */
  get levels(): readonly LevelView[] {
    return this.places.value.levels;
  }

  get layers(): Layers {
    return this.places.value.layers;
  }

  /** A detector named it. */
  isAlerted(cameraId: string): boolean {
    return this.viewing.view.alert?.camera_ids.includes(cameraId) ?? false;
  }

  camera(cameraId: string | null): CameraView | null {
    return this.cameras.find((camera) => camera.camera_id === cameraId) ?? null;
  }

  marker(markerId: string): MarkerView | null {
    return this.viewing.markers.value.find(({ marker_id }) => marker_id === markerId) ?? null;
  }

  /** Its details, on its level. */
  openMarker(marker: MarkerView): void {
    const levels = this.viewing.view.buildings.flatMap((building) => building.levels);
    const level = levels.find(({ level_id }) => level_id === marker.level_id);
    if (level !== undefined) this.showLevel(level.ordinal);
    this.panel.value = { type: "marker", markerId: marker.marker_id };
  }

  sectionOf(cameraId: string): Section | null {
    return this.sections.find(({ cameras }) => cameras.some((each) => each.camera_id === cameraId)) ?? null;
  }

  focus(cameraId: string | null): void {
    this.focused.value = cameraId;
    if (cameraId === null) this.isFull.value = false;
    const level = cameraId === null ? null : this.sectionOf(cameraId)?.level;
    if (level != null) this.ordinal.value = level.ordinal;
    // A large picture with no room is not large: over the wall alone it takes the map's half.
    if (cameraId !== null && this.stop.value === "wall") this.stop.value = "half";
    this.tell();
  }

  toggleFull(): void {
    this.isFull.value = !this.isFull.value;
  }

  /** The camera before or after the focused one: along the way that is shown, else in place order. */
  step(by: 1 | -1): void {
    const order = this.alongRoute.length > 0 ? this.alongRoute : this.cameras;
    const next = this.focused.value === null ? null : neighbour(order, this.focused.value, by);
    // From beside the way, or from the map, the first step leads to where the way begins.
    const first = this.route.value === null ? null : (order[0] ?? null);
    const camera = next ?? first;
    if (camera !== null) this.focus(camera.camera_id);
  }

  /** The cameras along the way, in order; none without a way. */
  get alongRoute(): readonly CameraView[] {
    const ids = this.route.value?.camera_ids ?? [];
    return ids.map((cameraId) => this.camera(cameraId)).filter((camera) => camera !== null);
  }

  /** The camera of the `index`-th tile on the screen. */
  focusNth(index: number): void {
    const cameraId = this.visible[index];
    if (cameraId !== undefined) this.focus(cameraId);
  }

  showLevel(ordinal: number): void {
    this.ordinal.value = ordinal;
    this.tell();
  }

  nextLevel(): void {
    const index = this.levels.findIndex((level) => level.ordinal === this.ordinal.value);
    const next = this.levels[(index + 1) % this.levels.length];
    if (next !== undefined) this.showLevel(next.ordinal);
  }

  /** Pulls the sheet one stop up (towards the wall) or down (towards the map). */
  pull(by: 1 | -1): void {
    const index = STOPS.indexOf(this.stop.value) + by;
    this.stop.value = STOPS[index] ?? this.stop.value;
    this.tell();
  }

  showColumns(columns: number): void {
    this.columns.value = columns;
    this.tell();
  }

  nextColumns(): void {
    this.showColumns(((this.columns.value ?? 0) % COLUMNS.length) + 1);
  }

  /** Closes what is on top: the panel, the full screen, the large picture. */
  close(): void {
    if (this.panel.value !== null) this.panel.value = null;
    else if (this.isFull.value) this.isFull.value = false;
    else this.focus(null);
  }

  /** Tiles on the screen in their order, and how wide their pictures are in device pixels. */
  setVisible(visible: readonly string[], widths: ReadonlyMap<string, number>): void {
    this.visible = visible;
    this.widths = widths;
    this.tell();
  }

  setInPanel(cameraIds: readonly string[]): void {
    this.inPanel = cameraIds;
    this.tell();
  }

  setFocusWidth(widthPx: number): void {
    this.focusWidthPx = widthPx;
    this.tell();
  }

  /** Layers in which views lie: all levels, and the outside. */
  async viewLayers() {
    const { buildings } = this.viewing.view;
    const levelIds = buildings.flatMap((building) => building.levels.map((level) => level.level_id));
    const inside = await this.layers.levels(levelIds);
    return [...inside, await this.layers.outdoor(buildings.map((building) => building.building_id))];
  }

  private tell(): void {
    const focused = this.focused.value;
    const widths = new Map(this.widths);
    if (focused !== null) widths.set(focused, Math.max(this.focusWidthPx, widths.get(focused) ?? 0));
    this.watch.show({ visible: [...new Set([...this.inPanel, ...this.visible])], focused, widths });
    savePlace({ focused, ordinal: this.ordinal.value, stop: this.stop.value, columns: this.columns.value });
  }
}

function placesOf({ view: { buildings, cameras }, query }: Viewing): Places {
  const sections = sectionsOf(buildings, cameras);
  const levels = levelChoices(buildings.flatMap((building) => building.levels));
  return { sections, cameras: inPlaceOrder(sections), levels, layers: new Layers(query) };
}

export function levelChoices(levels: readonly LevelView[]): LevelView[] {
  const byOrdinal = new Map(levels.map((level) => [level.ordinal, level]));
  return [...byOrdinal.values()].sort((one, other) => one.ordinal - other.ordinal);
}
