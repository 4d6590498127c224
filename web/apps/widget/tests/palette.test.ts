import { describe, expect, it } from "vitest";
import { BACKGROUND, contrast, hardest, paletteOf, parse } from "../src/view/palette.ts";

const ACCENTS = ["#1f6f5c", "#2563eb", "#ff4d4f", "#ffd400", "#00c2a8", "#000000", "#ffffff", "#888", "nonsense", ""];

describe("paletteOf", () => {
  it.each(ACCENTS.flatMap((a) => [[a, false], [a, true]] as const))("keeps AA contrast for %s, dark %s", (accent, dark) => {
    const p = paletteOf(accent, dark);
    expect(contrast(parse(p.accent)!, parse(p.onAccent)!)).toBeGreaterThanOrEqual(4.5);
    const base = parse(accent) ?? parse("#2563eb")!;
    for (const under of [BACKGROUND[dark ? "dark" : "light"], ...hardest(base, dark ? "dark" : "light")]) {
      expect(contrast(parse(p.accentText)!, under)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("leaves a readable accent as it is", () => {
    expect(paletteOf("#1f6f5c", false).accent).toBe("#1f6f5c");
  });
});
