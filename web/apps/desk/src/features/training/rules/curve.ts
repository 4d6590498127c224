import type { CurvePoint } from "@tandem/api";

/** Left and right of the plotted curve, in pixels: what lies below it lines up with it. */
export const CURVE_MARGIN = 44;

export interface Shares {
  auto: number;
  draft: number;
  agent: number;
  precision: number | null;
  low: number | null;
  outcomes: number;
}

const byTau = (points: readonly CurvePoint[]) => [...points].sort((a, b) => a.tau - b.tau);

/** The point in force at a threshold: outcomes at or above the next measured confidence. */
export function pointAt(points: readonly CurvePoint[], tau: number): CurvePoint | null {
  return byTau(points).find((p) => p.tau >= tau - 1e-9) ?? null;
}

/** What share of the outcomes would go out by itself, wait as a draft, or go to people. */
export function shares(points: readonly CurvePoint[], tauAuto: number, tauDraft: number): Shares {
  const auto = pointAt(points, Math.max(tauAuto, tauDraft));
  const above = pointAt(points, Math.min(tauAuto, tauDraft))?.coverage ?? 0;
  const out = auto?.coverage ?? 0;
  return { auto: out, draft: Math.max(0, above - out), agent: Math.max(0, 1 - Math.max(above, out)), precision: auto?.precision ?? null, low: auto?.low ?? null, outcomes: auto?.outcomes ?? 0 };
}

/** A pair of thresholds as one handle was moved: the draft's never lies above the answer's. */
export function moved(old: { auto: number; draft: number }, handle: "auto" | "draft", to: number): { auto: number; draft: number } {
  const tau = Math.min(1, Math.max(0, Math.round(to * 1000) / 1000));
  return handle === "auto" ? { auto: tau, draft: Math.min(old.draft, tau) } : { auto: Math.max(old.auto, tau), draft: tau };
}

/** The lowest threshold whose lower bound holds a precision, as fitting chooses it; null when none does. Above it the bound falls
 * again where few outcomes are left: that says nothing against it. */
export function lowestHolding(points: readonly CurvePoint[], target: number): number | null {
  return byTau(points).find((p) => p.low >= target)?.tau ?? null;
}
