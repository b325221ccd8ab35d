/** What a screen makes of a colour, `#rrggbb`, and how well one is told from another. */

/** As `filter: grayscale(1)` makes it (Filter Effects 1, 8.2). */
export function grey(colour: string): string {
  const [red = 0, green = 0, blue = 0] = parts(colour);
  const level = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  return hex([level, level, level]);
}

/** As `mix-blend-mode: multiply` makes it (Compositing 1, 10.1.2). */
export function multiplied(one: string, other: string): string {
  const factors = parts(other);
  return hex(parts(one).map((part, at) => Math.round((part * (factors[at] ?? 0)) / 255)));
}

/** Of `#rrggbb`, 0 to 255. */
export function parts(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

export function hex(levels: readonly number[]): string {
  return `#${levels.map((level) => level.toString(16).padStart(2, "0")).join("")}`;
}

export function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG's relative luminance of `#rrggbb`. */
export function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = parts(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const CHANNEL_END = 255;

/** What CSS makes of red, green and blue, 0 to 255, each by the matrix or the slope that the standard gives. */
const FILTERS: Record<string, (levels: readonly number[], amount: number) => number[]> = {
  invert: (levels, amount) => levels.map((level) => level + (CHANNEL_END - 2 * level) * amount),
  contrast: (levels, amount) => levels.map((level) => (level - CHANNEL_END / 2) * amount + CHANNEL_END / 2),
  brightness: (levels, amount) => levels.map((level) => level * amount),
  grayscale: (levels) => parts(grey(hex(levels.map(Math.round)))),
  "hue-rotate": ([red = 0, green = 0, blue = 0], degrees) => {
    if (degrees !== 180) throw new Error("only half a turn is known here");
    return [
      -0.574 * red + 1.43 * green + 0.144 * blue,
      0.426 * red + 0.43 * green + 0.144 * blue,
      0.426 * red + 1.43 * green - 0.856 * blue,
    ];
  },
};

/** A colour as a `filter` with such functions shows it (Filter Effects 1, 8.2; each step is cut to what a screen has). */
export function filtered(colour: string, filter: string): string {
  const steps = [...filter.matchAll(/([a-z-]+)\(([\d.]+)(?:deg)?\)/g)];
  const levels = steps.reduce<number[]>((before, [, name = "", amount = ""]) => {
    const apply = FILTERS[name];
    if (apply === undefined) throw new Error(`no such filter is known here: ${name}`);
    return apply(before, Number(amount)).map((level) => Math.min(CHANNEL_END, Math.max(0, level)));
  }, parts(colour));
  return hex(levels.map(Math.round));
}
