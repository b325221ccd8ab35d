/** The words over every picture: a photo of the screen tells whose screen it was, and when. */

/** To the second, in UTC, which no clock of a phone can bend. */
export const utcText = (atMs: number): string =>
  new Date(atMs)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");

/** Where the copies stand, in parts of the picture's width and height: whatever is cut away, one is left. */
const PLACES = [
  [0.68, 0.28],
  [0.32, 0.68],
] as const;
const SLANT_RAD = -0.2;

/** Writes the lines over a picture of this size, as they stand on the screen. */
export function drawMark(
  context: CanvasRenderingContext2D,
  lines: readonly string[],
  width: number,
  height: number,
): void {
  const size = Math.round(width * 0.03);
  context.save();
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.fillStyle = "rgb(255 255 255 / 42%)";
  context.shadowColor = "rgb(0 0 0 / 60%)";
  context.shadowBlur = size / 6;
  for (const [x, y] of PLACES) {
    context.save();
    context.translate(width * x, height * y);
    context.rotate(SLANT_RAD);
    lines.forEach((line, index) => {
      context.fillText(line, 0, index * size * 1.2);
    });
    context.restore();
  }
  context.restore();
}
