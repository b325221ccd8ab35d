/** The map on which a camera is placed: everything is drawn as for the responder, and one camera as it would be. */

import type { FeatureCollection } from "geojson";
import {
  type FilterSpecification,
  type GeoJSONSource,
  LngLatBounds,
  type Map as MapLibre,
  type StyleSpecification,
} from "maplibre-gl";
import { openMap, TAP_PX } from "./base-map";
import { featuresOf, type MapCamera } from "./campus-map";
import type { GroundPoint } from "./distance";
import { kind } from "./expression";
import { moveMs } from "./motion";
import { STYLE } from "./style";

/** Room for the handles of a camera at the edge of its building. */
const PADDING_PX = 56;

/** A corridor fills the screen: a step of the camera can be seen. */
const PLACING_ZOOM = 19.2;

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

/** Each camera by itself, to be picked, however close to its neighbour; and the tried one over all of them. */
const PLACING_STYLE: StyleSpecification = {
  ...STYLE,
  sources: {
    ...STYLE.sources,
    cameras: { type: "geojson", data: EMPTY },
    trial: { type: "geojson", data: EMPTY },
  },
  layers: [
    ...STYLE.layers,
    {
      id: "trial-view",
      type: "fill",
      source: "trial",
      filter: kind("view"),
      paint: { "fill-color": "#63cbff", "fill-opacity": 0.34 },
    },
    {
      id: "trial-edge",
      type: "line",
      source: "trial",
      filter: kind("view"),
      paint: { "line-color": "#63cbff", "line-width": 2 },
    },
    {
      id: "trial-camera",
      type: "symbol",
      source: "trial",
      filter: kind("camera"),
      layout: { "icon-image": "camera-ready", "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ],
};

/** A place on the screen, in CSS pixels from the map's upper left corner. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

export interface PlacingMapEvents {
  /** On the ground, and the camera that was meant, if any was near. */
  tapped(at: GroundPoint, cameraId: string | null): void;
  /** Whatever lies over the map has to follow. */
  moved(): void;
}

export class PlacingMap {
  private readonly map: MapLibre;
  private readonly ready: Promise<void>;
  private cameras: readonly MapCamera[] = [];

  constructor(
    container: HTMLElement,
    private readonly events: PlacingMapEvents,
  ) {
    this.map = openMap(container, PLACING_STYLE);
    this.ready = new Promise((resolve) => {
      this.map.once("load", () => resolve());
    });
    this.map.on("click", ({ point, lngLat }) => {
      this.events.tapped({ longitude: lngLat.lng, latitude: lngLat.lat }, this.nearest(point));
    });
    this.map.on("move", () => this.events.moved());
    this.map.on("resize", () => this.events.moved());
  }

  async draw(source: "outline" | "inside" | "outdoor", layer: FeatureCollection): Promise<void> {
    await this.ready;
    void this.source(source)?.setData(layer);
  }

  async drawCameras(cameras: readonly MapCamera[]): Promise<void> {
    this.cameras = cameras;
    await this.ready;
    if (this.cameras === cameras) void this.source("cameras")?.setData(featuresOf(cameras));
  }

  /** The camera and its view as they would be, in place of its view on the map; null for neither. */
  async drawTrial(cameraId: string | null, layer: FeatureCollection | null): Promise<void> {
    await this.ready;
    void this.source("trial")?.setData(layer ?? EMPTY);
    const others: FilterSpecification = ["all", kind("view"), ["!=", ["get", "id"], cameraId ?? ""]];
    for (const source of ["inside", "outdoor"]) this.map.setFilter(`view-${source}`, others);
  }

  /** Shows the whole of `points`, as large as fits. */
  async fit(points: readonly (readonly [longitude: number, latitude: number])[]): Promise<void> {
    await this.ready;
    if (points.length === 0) return;
    const bounds = new LngLatBounds();
    for (const [longitude, latitude] of points) bounds.extend([longitude, latitude]);
    this.map.fitBounds(bounds, { padding: PADDING_PX, maxZoom: 20, animate: false });
  }

  async visit({ longitude, latitude }: GroundPoint): Promise<void> {
    await this.ready;
    const zoom = Math.max(this.map.getZoom(), PLACING_ZOOM);
    this.map.easeTo({ center: [longitude, latitude], zoom, duration: moveMs() });
  }

  /** Follows what a key has moved to the edge, or over it. */
  reveal({ longitude, latitude }: GroundPoint): void {
    const { x, y } = this.toScreen({ longitude, latitude });
    const { clientWidth, clientHeight } = this.map.getContainer();
    const isInside = (at: number, size: number) => at >= PADDING_PX && at <= size - PADDING_PX;
    if (!isInside(x, clientWidth) || !isInside(y, clientHeight)) this.map.jumpTo({ center: [longitude, latitude] });
  }

  toScreen({ longitude, latitude }: GroundPoint): ScreenPoint {
    const { x, y } = this.map.project([longitude, latitude]);
    return { x, y };
  }

  toGround({ x, y }: ScreenPoint): GroundPoint {
    const { lng, lat } = this.map.unproject([x, y]);
    return { longitude: lng, latitude: lat };
  }

  destroy(): void {
    this.map.remove();
  }

  private source(name: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(name);
  }

  private nearest({ x, y }: ScreenPoint): string | null {
    const near = this.cameras
      .map(({ camera }) => {
        const at = this.toScreen(camera);
        return { cameraId: camera.camera_id, distancePx: Math.hypot(at.x - x, at.y - y) };
      })
      .filter(({ distancePx }) => distancePx <= TAP_PX)
      .sort((one, other) => one.distancePx - other.distancePx)[0];
    return near?.cameraId ?? null;
  }
}
