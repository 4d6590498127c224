import type { PredictionQuality } from "@tandem/api";

export const FIGURES = ["log_loss", "brier", "calibration_error", "auc", "hit_1", "hit_3"] as const;
export type Figure = (typeof FIGURES)[number];
const LOWER: readonly Figure[] = ["log_loss", "brier", "calibration_error"];

export const lowerIsBetter = (one: Figure): boolean => LOWER.includes(one);

export const percent = (x: number | null | undefined, digits = 1): string => (x === null || x === undefined ? "—" : `${(100 * x).toFixed(digits)}%`);

/** As a table shows it: shares in percent, losses as they are. */
export function shownFigure(one: Figure, value: number | null | undefined): string {
  if (value === null || value === undefined) return "—";
  return one === "log_loss" || one === "brier" ? value.toFixed(4) : one === "auc" ? value.toFixed(3) : percent(value);
}

/** Which ways have the best value of a figure. */
export function bestWays(quality: PredictionQuality, one: Figure): string[] {
  const values = Object.entries(quality.figures).flatMap(([way, f]) => (f[one] === null || f[one] === undefined ? [] : [[way, f[one]] as const]));
  if (values.length === 0) return [];
  const best = (lowerIsBetter(one) ? Math.min : Math.max)(...values.map(([, x]) => x));
  return values.filter(([, x]) => x === best).map(([way]) => way);
}

/** Figures that any way of this target has. */
export const figuresOf = (quality: PredictionQuality): Figure[] => FIGURES.filter((one) => Object.values(quality.figures).some((f) => f[one] !== null && f[one] !== undefined));

/** The upper end of the reliability chart's axes: just above the largest bin, so that rare needs fill the picture. */
export function chartEnd(bins: PredictionQuality["reliability"]): number {
  const most = Math.max(0.01, ...bins.map((b) => Math.max(b.said, b.came)));
  return [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75].find((end) => most <= end) ?? 1;
}
