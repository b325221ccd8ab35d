/** The map of the campus: its layers, the cameras with their state and direction, and the tap on one of them. */

import type { Feature, FeatureCollection, Point } from "geojson";
import {
  type GeoJSONSource,
  type LngLat,
  LngLatBounds,
  type Map as MapLibre,
  type Point as Point2D,
} from "maplibre-gl";
import type { BasemapView, CameraView } from "../wire/types";
import { openMap, pixelRatio, TAP_PX } from "./base-map";
import { BASEMAP_PAINT, DRAWN_GROUNDS } from "./campus-style";
import type { GroundPoint } from "./distance";
import { onLongTouch } from "./long-touch";
import { type MapMarker, markerLayer } from "./marker-layer";
import { moveMs } from "./motion";
import type { Spot } from "./places";
import { LABELLING, UNLABELLED_STYLE } from "./style";
import type { CameraSymbol } from "./symbols";

/** Room for the level picker beside the building. */
const PADDING = { top: 24, left: 24, bottom: 24, right: 80 };

const FOCUS_ZOOM = 18.6;

export interface MapCamera {
  readonly camera: CameraView;
  readonly symbol: CameraSymbol;
  readonly isFocused: boolean;
  /** Agencies of other devices that have it large now. */
  readonly watchedBy?: string;
}

/** Where a camera is on the screen, in CSS pixels from the map's upper left corner. */
export interface CameraPosition {
  readonly camera_id: string;
  readonly x: number;
  readonly y: number;
}

/** The same for a marker. */
export interface MarkerPosition {
  readonly marker_id: string;
  readonly x: number;
  readonly y: number;
}

export interface CampusMapEvents {
  tapped(cameraId: string): void;
  markerTapped(markerId: string): void;
  /** A finger rested on the map, or the other mouse button was pressed. */
  held(spot: Spot): void;
  /** Where cameras and markers are now that the map rests; empty while it moves. */
  moved(cameras: readonly CameraPosition[], markers: readonly MarkerPosition[]): void;
}

export class CampusMap {
  private readonly map: MapLibre;
  private readonly ready: Promise<void>;
  private cameras: readonly MapCamera[] = [];
  private markers: readonly MapMarker[] = [];
  /** What cameras and markers are drawn as, by source. */
  private readonly drawn = new Map<string, string>();
  /** Sources that draw something. */
  private readonly filled = new Set<string>();
  /** Before the first fit the map lies anywhere. */
  private isPlaced = false;
  /** Rooms and cameras are drawn first: each kind of letter and sign costs a device without a graphics chip much. */
  private isLabelled = false;
  /** Where the map was before it went to a camera by itself. */
  private left: { readonly center: LngLat; readonly zoom: number } | null = null;

  constructor(
    container: HTMLElement,
    private readonly events: CampusMapEvents,
  ) {
    this.map = openMap(container, UNLABELLED_STYLE, () => this.isLabelled);
    this.ready = new Promise((resolve) => {
      this.map.once("load", () => resolve());
    });
    this.map.on("click", (event) => void this.onTap(event.point));
    // Only a finger's move has an event of its own: from then on the place is the officer's.
    this.map.on("movestart", ({ originalEvent }) => {
      if (originalEvent !== undefined) this.left = null;
    });
    this.map.on("contextmenu", (event) => this.onHold(event.point.x, event.point.y));
    onLongTouch(this.map.getCanvas(), (x, y) => this.onHold(x, y));
    this.map.on("movestart", () => this.events.moved([], []));
    this.map.on("idle", () => {
      if (this.isPlaced) this.onRest();
    });
  }

  private onRest(): void {
    this.events.moved(this.positions(), this.markerPositions());
    this.showLabels();
  }

  private showLabels(): void {
    if (this.isLabelled) return;
    this.isLabelled = true;
    for (const { id } of LABELLING) this.map.setLayoutProperty(id, "visibility", "visible");
  }

  /** Lays a picture of the grounds under the buildings, in the place of the drawn grounds. */
  async drawBasemap({ min_zoom, max_zoom, bounds: [west, south, east, north] }: BasemapView): Promise<void> {
    await this.ready;
    this.map.addSource("basemap", {
      type: "raster",
      tiles: [`${window.location.origin}/api/campus/basemap/{z}/{x}/{y}`],
      tileSize: 256,
      minzoom: min_zoom,
      maxzoom: max_zoom,
      bounds: [west ?? -180, south ?? -85, east ?? 180, north ?? 85],
    });
    this.map.addLayer({ id: "basemap", type: "raster", source: "basemap", paint: BASEMAP_PAINT }, "building");
    for (const layer of DRAWN_GROUNDS) this.map.setLayoutProperty(layer, "visibility", "none");
    // The map rests when its last picture is there: words do not wait for that.
    this.showLabels();
  }

  /** Replaces what a source draws. */
  async draw(source: "outline" | "inside" | "outdoor" | "route" | "me", layer: FeatureCollection): Promise<void> {
    await this.ready;
    this.fill(source, layer);
  }

  async drawCameras(cameras: readonly MapCamera[]): Promise<void> {
    this.cameras = cameras;
    await this.ready;
    if (this.cameras === cameras) this.redraw("cameras", featuresOf(cameras));
  }

  async drawMarkers(markers: readonly MapMarker[]): Promise<void> {
    this.markers = markers;
    await this.ready;
    if (this.markers === markers) this.redraw("markers", markerLayer(markers));
  }

  /** The same again would be a repaint that nobody sees, and battery. */
  private redraw(source: "cameras" | "markers", layer: FeatureCollection): void {
    const text = JSON.stringify(layer);
    if (this.drawn.get(source) === text) return;
    this.drawn.set(source, text);
    this.fill(source, layer);
  }

  /** Nothing in the place of nothing would be a repaint, too. */
  private fill(source: string, layer: FeatureCollection): void {
    const isEmpty = layer.features.length === 0;
    if (isEmpty && !this.filled.has(source)) return;
    if (isEmpty) this.filled.delete(source);
    else this.filled.add(source);
    void this.source(source)?.setData(layer);
  }

  /** Whether fewer pixels will do. */
  save(isSaving: boolean): void {
    const ratio = pixelRatio(isSaving);
    if (this.map.getPixelRatio() !== ratio) this.map.setPixelRatio(ratio);
  }

  /** Where the map begins; from then on its place is the officer's. */
  async place(points: readonly (readonly [longitude: number, latitude: number])[]): Promise<void> {
    if (!this.isPlaced) await this.fit(points);
  }

  /** Shows the whole of `points`, as large as fits. */
  async fit(points: readonly (readonly [longitude: number, latitude: number])[]): Promise<void> {
    await this.ready;
    if (points.length === 0) return;
    const bounds = new LngLatBounds();
    for (const [longitude, latitude] of points) bounds.extend([longitude, latitude]);
    this.map.fitBounds(bounds, { padding: PADDING, maxZoom: 20, animate: false });
    this.isPlaced = true;
  }

  /** Marks a camera's view and moves there when it is out of sight; null takes the mark away. */
  async focus(camera: CameraView | null): Promise<void> {
    await this.ready;
    for (const source of ["inside", "outdoor"]) {
      this.map.setFilter(`view-focused-${source}`, [
        "all",
        ["==", ["get", "kind"], "view"],
        ["==", ["get", "id"], camera?.camera_id ?? ""],
      ]);
    }
    if (camera !== null) this.visit(camera);
    else this.comeBack();
  }

  /** Moves to where something is; its own place is kept, to come back to. */
  private visit(camera: CameraView): void {
    this.left ??= { center: this.map.getCenter(), zoom: this.map.getZoom() };
    this.moveTo(camera);
  }

  /** Back to where the officer was before the visit, unless a finger has moved the map since. */
  private comeBack(): void {
    const left = this.left;
    this.left = null;
    if (left !== null) this.map.easeTo({ ...left, duration: moveMs() });
  }

  /** Marks a spot, and moves there if asked; null takes the mark away. */
  async mark(spot: Spot | null, isFar: boolean): Promise<void> {
    await this.ready;
    const features = spot === null ? [] : [pointAt(spot, {})];
    this.fill("mark", { type: "FeatureCollection", features });
    if (spot !== null && isFar) this.moveTo(spot);
  }

  /** Moves to a spot, closer if need be. */
  async goTo(spot: GroundPoint): Promise<void> {
    await this.ready;
    this.moveTo(spot);
  }

  private moveTo({ longitude, latitude }: GroundPoint): void {
    this.map.easeTo({
      center: [longitude, latitude],
      zoom: Math.max(this.map.getZoom(), FOCUS_ZOOM),
      duration: moveMs(),
    });
  }

  destroy(): void {
    this.map.remove();
  }

  private source(name: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(name);
  }

  private async onTap(point: Point2D): Promise<void> {
    const { x, y } = point;
    const cluster = this.map.queryRenderedFeatures([x, y], { layers: ["cluster"] })[0];
    if (cluster !== undefined) {
      await this.open(cluster);
      return;
    }
    // Markers lie on top: of two that are as near, the marker is meant.
    const [nearest] = [
      ...this.markers.map((it) => ({ at: it, tap: () => this.events.markerTapped(it.id) })),
      ...this.cameras.map(({ camera }) => ({ at: camera, tap: () => this.events.tapped(camera.camera_id) })),
    ]
      .map(({ at, tap }) => ({ tap, distancePx: this.distancePx(at, point) }))
      .filter(({ distancePx }) => distancePx <= TAP_PX)
      .sort((one, other) => one.distancePx - other.distancePx);
    nearest?.tap();
  }

  private distancePx({ longitude, latitude }: GroundPoint, { x, y }: Point2D): number {
    const at = this.map.project([longitude, latitude]);
    return Math.hypot(at.x - x, at.y - y);
  }

  /** As close as it takes to tell the cameras of a cluster apart. */
  private async open(cluster: Feature): Promise<void> {
    const zoom = await this.source("cameras")?.getClusterExpansionZoom(Number(cluster.properties?.["cluster_id"]));
    if (cluster.geometry.type !== "Point" || zoom === undefined) return;
    const [longitude = 0, latitude = 0] = cluster.geometry.coordinates;
    this.map.easeTo({ center: [longitude, latitude], zoom: zoom + 0.5, duration: moveMs() });
  }

  private onHold(x: number, y: number): void {
    const { lng, lat } = this.map.unproject([x, y]);
    const level = this.map.queryRenderedFeatures([x, y], { layers: ["level"] })[0];
    const levelId: unknown = level?.properties["level_id"];
    this.events.held({ longitude: lng, latitude: lat, levelId: typeof levelId === "string" ? levelId : null });
  }

  private positions(): CameraPosition[] {
    return this.cameras.map(({ camera }) => ({ camera_id: camera.camera_id, ...this.onMap(camera) }));
  }

  private markerPositions(): MarkerPosition[] {
    return this.markers.map((marker) => ({ marker_id: marker.id, ...this.onMap(marker) }));
  }

  private onMap({ longitude, latitude }: GroundPoint): { readonly x: number; readonly y: number } {
    const { x, y } = this.map.project([longitude, latitude]);
    return { x: Math.round(x), y: Math.round(y) };
  }
}

export function featuresOf(cameras: readonly MapCamera[]): FeatureCollection<Point> {
  return {
    type: "FeatureCollection",
    features: cameras.map(({ camera, symbol, isFocused, watchedBy = "" }) =>
      pointAt(camera, {
        id: camera.camera_id,
        symbol,
        is_focused: isFocused,
        ...(watchedBy === "" ? {} : { watched_by: watchedBy }),
        ...(camera.azimuth_deg === null ? {} : { azimuth_deg: camera.azimuth_deg }),
      }),
    ),
  };
}

function pointAt({ longitude, latitude }: GroundPoint, properties: Record<string, unknown>): Feature<Point> {
  return { type: "Feature", geometry: { type: "Point", coordinates: [longitude, latitude] }, properties };
}
