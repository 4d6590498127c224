import type { WeekFigures } from "@tandem/api";

/** A share, or null where there was nothing to share. */
export const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

export const percent = (x: number | null | undefined, digits = 1): string => (x === null || x === undefined ? "—" : `${(x * 100).toFixed(digits).replace(/\.0+$/, "")}%`);

/** A change in points, signed; empty when either is missing or nothing moved. */
export function points(now: number | null | undefined, before: number | null | undefined): string {
  if (now === null || now === undefined || before === null || before === undefined) return "";
  const moved = Math.round((now - before) * 1000) / 10;
  return moved === 0 ? "" : `${moved > 0 ? "+" : "−"}${Math.abs(moved)}`;
}

export interface Rates {
  auto: number | null;
  draft: number | null;
  agent: number | null;
  resolved: number | null;
  contained: number | null;
  unedited: number | null;
  coverage: number | null;
}

export function rates(w: WeekFigures): Rates {
  const decided = w.auto + w.draft + w.agent + w.clarified;
  return {
    auto: share(w.auto, decided), draft: share(w.draft, decided), agent: share(w.agent + w.clarified, decided), resolved: w.resolved_rate, contained: w.contained_rate,
    unedited: w.unedited_rate, coverage: w.coverage,
  };
}
