/** The map's own pictures, drawn on a canvas: a camera's state is shape and colour, its direction a wedge. */

export type CameraSymbol = "live" | "ready" | "offline";

/** Two device pixels per map pixel: sharp on a phone. */
export const PIXEL_RATIO = 2;

const SIZE = 32 * PIXEL_RATIO;
export const CAMERA_COLOURS: Record<CameraSymbol, string> = { live: "#4fe08a", ready: "#e6eef5", offline: "#ffa198" };
export const INK = "#07090c";

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = size;
  element.height = size;
  const context = element.getContext("2d");
  if (context === null) throw new Error("This browser has no 2D canvas.");
  return context;
}

const imageOf = (context: CanvasRenderingContext2D): ImageData =>
  context.getImageData(0, 0, context.canvas.width, context.canvas.height);

/** A disc while live, a ring while ready, a square with a cross while offline: the badge's shapes. */
export function cameraImage(symbol: CameraSymbol): ImageData {
  const context = canvas(SIZE);
  context.translate(SIZE / 2, SIZE / 2);
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  context.lineWidth = 3;
  context.lineCap = "round";
  context.strokeStyle = INK;
  context.fillStyle = CAMERA_COLOURS[symbol];
  context.beginPath();
  if (symbol === "offline") context.roundRect(-10, -10, 20, 20, 4);
  else context.arc(0, 0, 10.5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  drawMark(context, symbol);
  return imageOf(context);
}

function drawMark(context: CanvasRenderingContext2D, symbol: CameraSymbol): void {
  context.beginPath();
  if (symbol === "offline") {
    context.moveTo(-4, -4);
    context.lineTo(4, 4);
    context.moveTo(4, -4);
    context.lineTo(-4, 4);
    context.stroke();
    return;
  }
  context.arc(0, 0, symbol === "live" ? 4 : 5.5, 0, 2 * Math.PI);
  context.fillStyle = symbol === "live" ? INK : "#1b222b";
  context.fill();
}

/** A wedge that points north; the map turns it to the camera's azimuth. */
export function directionImage(): ImageData {
  const size = 72 * PIXEL_RATIO;
  const context = canvas(size);
  context.translate(size / 2, size / 2);
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  const reach = 34;
  const glow = context.createRadialGradient(0, 0, 8, 0, 0, reach);
  glow.addColorStop(0, "rgb(99 203 255 / 90%)");
  glow.addColorStop(1, "rgb(99 203 255 / 8%)");
  context.fillStyle = glow;
  context.beginPath();
  context.moveTo(0, 0);
  context.arc(0, 0, reach, -Math.PI / 2 - 0.5, -Math.PI / 2 + 0.5);
  context.closePath();
  context.fill();
  return imageOf(context);
}

/** The ring around the camera in the large picture. */
export function focusImage(): ImageData {
  const size = 48 * PIXEL_RATIO;
  const context = canvas(size);
  context.translate(size / 2, size / 2);
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  context.lineWidth = 4;
  context.strokeStyle = "#63cbff";
  context.beginPath();
  context.arc(0, 0, 18, 0, 2 * Math.PI);
  context.stroke();
  return imageOf(context);
}

/** The eye of another unit, on a disc that hides the map behind it. */
export function eyeImage(): ImageData {
  const size = 20 * PIXEL_RATIO;
  const context = canvas(size);
  context.translate(size / 2, size / 2);
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  context.fillStyle = INK;
  context.beginPath();
  context.arc(0, 0, 10, 0, 2 * Math.PI);
  context.fill();
  context.lineWidth = 1.6;
  context.strokeStyle = "#b9c8ff";
  context.fillStyle = "#b9c8ff";
  context.beginPath();
  context.moveTo(-7, 0);
  context.quadraticCurveTo(0, -8, 7, 0);
  context.quadraticCurveTo(0, 8, -7, 0);
  context.stroke();
  context.beginPath();
  context.arc(0, 0, 2.4, 0, 2 * Math.PI);
  context.fill();
  return imageOf(context);
}

/** A pin whose tip is in the middle of the image's lower edge. */
export function markImage(): ImageData {
  const size = 44 * PIXEL_RATIO;
  const context = canvas(size);
  context.translate(size / 2, size);
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  context.lineWidth = 3;
  context.strokeStyle = INK;
  context.fillStyle = "#ffc94d";
  context.beginPath();
  context.moveTo(0, -2);
  context.bezierCurveTo(-4, -14, -14, -18, -14, -27);
  context.arc(0, -27, 14, Math.PI, 0);
  context.bezierCurveTo(14, -18, 4, -14, 0, -2);
  context.fill();
  context.stroke();
  context.beginPath();
  context.arc(0, -27, 5, 0, 2 * Math.PI);
  context.fillStyle = INK;
  context.fill();
  return imageOf(context);
}

/** What stands on the map for people in a hurry: a letter on a field of the colour that signs use for it. */
export const AMENITIES: Record<string, readonly [text: string, colour: string, shape: "square" | "round"]> = {
  aed: ["♥", "#5ee08f", "square"],
  "bleeding-control-kit": ["B", "#ffa198", "square"],
  "assembly-point": ["A", "#5ee08f", "round"],
  "electrical-shutoff": ["E", "#ffd75e", "square"],
  "fire-alarm-panel": ["P", "#ffa198", "square"],
  "fire-department-connection": ["FD", "#ffa198", "round"],
  "fire-extinguisher": ["FE", "#ffa198", "square"],
  "fire-hydrant": ["H", "#ffa198", "round"],
  "gas-shutoff": ["G", "#ffd75e", "square"],
  "helicopter-landing": ["H", "#e6eef5", "square"],
  "key-box": ["K", "#e6eef5", "square"],
  "water-shutoff": ["W", "#8fc7ff", "square"],
};

export const AMENITY_CATEGORIES: readonly string[] = Object.keys(AMENITIES);

export function amenityImage(category: string): ImageData {
  const [text, colour, shape] = AMENITIES[category] ?? ["?", "#e6eef5", "square"];
  const size = 22 * PIXEL_RATIO;
  const context = canvas(size);
  context.translate(size / 2, size / 2);
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(-9, -9, 18, 18, shape === "round" ? 9 : 4);
  context.fill();
  context.fillStyle = INK;
  context.font = `700 ${text.length > 1 ? 9 : 12}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, 0, 0.5);
  return imageOf(context);
}
