type Rgb = [number, number, number];

const AA = 4.5;

/** Takes the site's colour for buttons, if white text can be read on it; dark mode keeps our own. */
export function accent(colour: string): void {
  const rgb = parse(colour);
  if (rgb && contrast(rgb) >= AA) document.documentElement.style.setProperty("--brand", colour);
}

export function parse(colour: string): Rgb | null {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  return hex ? ([0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Rgb) : null;
}

/** Of white on the colour. */
export function contrast(rgb: Rgb): number {
  const [r, g, b] = rgb.map((v) => (v <= 10.31475 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}
