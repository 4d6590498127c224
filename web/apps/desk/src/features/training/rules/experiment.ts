import type { Experiment, ExperimentArm } from "@tandem/api";

const SURE = 0.05;

/** Said only with enough conversations: looking early and often finds differences that are none. */
export function conclusion(e: Experiment): { sure: boolean; points: number } {
  const points = e.difference === null ? 0 : Math.round(e.difference.value * 1000) / 10;
  return { sure: e.enough && e.p_value !== null && e.p_value < SURE, points };
}

/** Where an arm's interval lies on a line that shows all arms, 0–1. */
export function span(arm: ExperimentArm, all: readonly ExperimentArm[]): { from: number; to: number; place: number | null } {
  const lows = all.map((a) => a.low);
  const highs = all.map((a) => a.high);
  const [least, most] = [Math.max(0, Math.min(...lows) - 0.02), Math.min(1, Math.max(...highs) + 0.02)];
  const at = (x: number) => (most > least ? (x - least) / (most - least) : 0.5);
  return arm.rate === null ? { from: 0, to: 0, place: null } : { from: at(arm.low), to: at(arm.high), place: at(arm.rate) };
}
