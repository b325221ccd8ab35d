/** What every map of the campus begins with: north up, flat, drawn from the service's own layers and pictures. */

import { Map as MapLibre, prewarm, type StyleSpecification, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";
import { markerImages } from "./marker-style";
import {
  AMENITY_CATEGORIES,
  amenityImage,
  cameraImage,
  directionImage,
  eyeImage,
  focusImage,
  markImage,
  PIXEL_RATIO,
} from "./symbols";

setWorkerUrl(workerUrl);
// The worker takes longer to start than the map: it begins while the page makes room for it.
prewarm();

/** Half of a touch target: a tap this close to a camera means it. */
export const TAP_PX = 28;

/** Sharp enough to read a room's number; a third pixel per CSS pixel would more than double what a phone has to fill. */
const MAX_PIXEL_RATIO = 2;

/** Device pixels per CSS pixel that the map is drawn with: with data, battery is saved too. */
export const pixelRatio = (isSaving: boolean): number =>
  isSaving ? 1 : Math.min(window.devicePixelRatio, MAX_PIXEL_RATIO);

/** `isWhole` says whether a map that rests shows all that it ever will. */
export function openMap(
  container: HTMLElement,
  style: StyleSpecification,
  isWhole: () => boolean = () => true,
): MapLibre {
  const map = new MapLibre({
    container,
    style,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    minZoom: 13,
    maxZoom: 21.5,
    fadeDuration: 0,
    pixelRatio: pixelRatio(false),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("style.load", () => addImages(map));
  tellRest(map, container, isWhole);
  return map;
}

/** Whether all that is known is drawn, for whoever takes a picture of it. */
function tellRest(map: MapLibre, container: HTMLElement, isWhole: () => boolean): void {
  const tell = (isDrawn: boolean) => {
    container.dataset["drawn"] = String(isDrawn);
  };
  tell(false);
  for (const change of ["movestart", "resize", "dataloading"] as const) map.on(change, () => tell(false));
  map.on("idle", () => tell(isWhole()));
}

function addImages(map: MapLibre): void {
  for (const symbol of ["live", "ready", "offline"] as const) {
    map.addImage(`camera-${symbol}`, cameraImage(symbol), { pixelRatio: PIXEL_RATIO });
  }
  map.addImage("direction", directionImage(), { pixelRatio: PIXEL_RATIO });
  map.addImage("mark", markImage(), { pixelRatio: PIXEL_RATIO });
  map.addImage("focus", focusImage(), { pixelRatio: PIXEL_RATIO });
  map.addImage("eye", eyeImage(), { pixelRatio: PIXEL_RATIO });
  for (const [name, image] of markerImages()) map.addImage(name, image, { pixelRatio: PIXEL_RATIO });
  for (const category of AMENITY_CATEGORIES) {
    map.addImage(`amenity-${category}`, amenityImage(category), { pixelRatio: PIXEL_RATIO });
  }
}
