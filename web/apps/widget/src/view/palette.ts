/** Colours derived from the site's one accent so that text on them and in them keeps WCAG AA (4.5:1). */
export interface Palette {
  /** Own bubbles, buttons. */
  accent: string;
  /** Text on the accent. */
  onAccent: string;
  /** Accent as text or icon on the panel's background. */
  accentText: string;
  /** Faint tints for surfaces. */
  tint: string;
  tintStrong: string;
}

type Rgb = readonly [number, number, number];

const AA = 4.5;
const FALLBACK: Rgb = [37, 99, 235];
const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [17, 24, 33];
// The panel, and the grey of bubbles and chips; as in base.css.
export const BACKGROUND = { light: WHITE, dark: [20, 24, 31] as Rgb };
const SURFACE = { light: [244, 246, 248] as Rgb, dark: [31, 37, 46] as Rgb };
const TINT = { light: [0.07, 0.14], dark: [0.16, 0.26] } as const;

export function paletteOf(accent: string, dark: boolean): Palette {
  const base = parse(accent) ?? FALLBACK;
  const theme = dark ? "dark" : "light";
  const [faint, strong] = TINT[theme];
  const fill = base;
  const onWhite = contrast(fill, WHITE) >= AA;
  // A pale accent (yellow, mint) takes dark text; a middling one is darkened until white is readable.
  const pale = contrast(fill, INK) >= 9;
  const solid = onWhite || pale ? fill : towards(fill, INK, (c) => contrast(c, WHITE) >= AA);
  const [r, g, b] = base;
  return {
    accent: css(solid),
    onAccent: pale && !onWhite ? css(INK) : "#ffffff",
    accentText: css(towards(base, dark ? WHITE : INK, (c) => hardest(base, theme).every((under) => contrast(c, under) >= AA))),
    tint: `rgba(${r},${g},${b},${faint})`,
    tintStrong: `rgba(${r},${g},${b},${strong})`,
  };
}

/** The backgrounds on which accent-coloured text is hardest to read: a tinted button on a tinted banner, a bubble. */
export function hardest(base: Rgb, theme: "light" | "dark"): Rgb[] {
  const [faint, strong] = TINT[theme];
  return [mix(mix(BACKGROUND[theme], base, faint), base, strong), SURFACE[theme]];
}

export function contrast(a: Rgb, b: Rgb): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

export function parse(colour: string): Rgb | null {
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  if (!hex) return null;
  const full = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as unknown as Rgb;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((v) => (v <= 10.31475 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((v, i) => Math.round(v + (b[i]! - v) * share)) as unknown as Rgb;
}

function towards(from: Rgb, to: Rgb, enough: (c: Rgb) => boolean): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const colour = mix(from, to, share);
    if (enough(colour)) return colour;
  }
  return to;
}

function css([r, g, b]: Rgb): string {
  return `#${[r, g, b].map((v) => v.toString(16).padStart(2, "0")).join("")}`;
}
