import type { ComparedIntent, VersionComparison } from "@tandem/api";

export type Verdict = "better" | "worse" | "even" | "unsure";

const SURE = 0.05;

/** Whether `b` beats `a`, said only when chance would hardly do it (exact McNemar on the same test set). */
export function verdict(c: VersionComparison): Verdict {
  if (c.changed.length === 0) return "even";
  if (c.p_value >= SURE) return "unsure";
  return c.b.accuracy > c.a.accuracy ? "better" : "worse";
}

export function tally(c: VersionComparison): { fixed: number; broken: number; other: number } {
  return { fixed: c.fixed, broken: c.broken, other: c.changed.filter((x) => x.kind === "other").length };
}

export function f1(precision: number | null, recall: number | null): number | null {
  if (precision === null || recall === null) return null;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

export interface IntentRow extends ComparedIntent {
  f1_a: number | null;
  f1_b: number | null;
  /** Change of F1; 0 where either is missing. */
  change: number;
}

/** Per intent: what got worse first, then what got better, then the rest by size. */
export function intentRows(rows: readonly ComparedIntent[]): IntentRow[] {
  const full = rows.map((r): IntentRow => {
    const [a, b] = [f1(r.precision_a, r.recall_a), f1(r.precision_b, r.recall_b)];
    return { ...r, f1_a: a, f1_b: b, change: a === null || b === null ? 0 : b - a };
  });
  const group = (r: IntentRow) => (r.change < -1e-9 ? 0 : r.change > 1e-9 ? 1 : 2);
  return full.sort((x, y) => group(x) - group(y) || Math.abs(y.change) - Math.abs(x.change) || y.support - x.support || x.intent.localeCompare(y.intent));
}

/** With its sign, as it stands after “p”. */
export const pText = (p: number | null): string => (p === null ? "—" : p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`);
