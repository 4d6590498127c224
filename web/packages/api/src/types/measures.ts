import type { Time } from "./common.ts";

/** retrieval: confidence of the best knowledge entry; intent: probability of the model's likeliest. */
export type ThresholdJudge = "retrieval" | "intent";

/** `precision_at`, `low` and `coverage` are of the outcomes from `tau_auto` up. `held`: the outcomes show that the target holds. */
export interface IntentThreshold {
  intent: string | null;
  name: string | null;
  tau_auto: number;
  tau_draft: number;
  outcomes: number;
  precision_at: number | null;
  low: number | null;
  coverage: number | null;
  source: "fitted" | "global" | "default";
  held: boolean;
}

/** `until` null and `since` not: in force. */
export interface ThresholdSetHead {
  id: number;
  precision: number;
  fitted_at: Time;
  by: string;
  version: number | null;
  since: Time | null;
  until: Time | null;
  published_by: string | null;
}

/** One set's thresholds of one judge. `id` null: the shipped ones. `changed`: of how many intents each judge would decide otherwise than by the set in force. */
export interface ThresholdSet {
  id: number | null;
  judge: ThresholdJudge;
  precision: number;
  fitted_at: Time | null;
  by: string | null;
  version: number | null;
  in_force: boolean;
  changed: Record<ThresholdJudge, number>;
  global: IntentThreshold;
  items: IntentThreshold[];
  sets: ThresholdSetHead[];
}

export interface CurvePoint {
  tau: number;
  precision: number;
  low: number;
  coverage: number;
  outcomes: number;
}

/** `id` null: computed from the outcomes known now. */
export interface ThresholdCurve {
  id: number | null;
  judge: ThresholdJudge;
  intent: string | null;
  name: string | null;
  points: CurvePoint[];
  tau_auto: number;
  tau_draft: number;
  target: number;
}

/** `in_scope`: accuracy of texts that have an intent; `scope_recall`: share of the others told apart. `degraded`: encoders missing when judged. */
export interface ComparedQuality {
  version: number;
  accuracy: number;
  macro_f1: number;
  in_scope: number | null;
  scope_recall: number | null;
  degraded: string[];
}

/** `precision` null: never said. `recall` null: no test text has it. */
export interface ComparedIntent {
  intent: string;
  name: string;
  support: number;
  precision_a: number | null;
  recall_a: number | null;
  precision_b: number | null;
  recall_b: number | null;
}

/** Intents by their keys, `out_of_scope` for none. `fixed`: b is right and a was not. */
export interface ChangedText {
  text: string;
  truth: string;
  a: string;
  b: string;
  kind: "fixed" | "broken" | "other";
}

/** Two versions on the one test set. Confusion cells: place of the truth, place of what was said, how often. */
export interface VersionComparison {
  test_set: { size: number; hash: string };
  a: ComparedQuality;
  b: ComparedQuality;
  per_intent: ComparedIntent[];
  confusion: { labels: string[]; names: string[]; a: [number, number, number][]; b: [number, number, number][] };
  changed: ChangedText[];
  fixed: number;
  broken: number;
  p_value: number;
}

/** Conversations that are over and in which only this version judged, since the arms began together. */
export interface ExperimentArm {
  version: number;
  arm: "base" | "trial";
  share: number;
  since: Time;
  conversations: number;
  contained: number;
  resolved: number;
  helpful: number;
  unhelpful: number;
  handed_over: number;
  rate: number | null;
  low: number;
  high: number;
}

/** `difference`: the trial's rate minus the base's. `needed` conversations in each arm to see a change of `detect`. */
export interface Experiment {
  arms: ExperimentArm[];
  /** When these versions began to be compared, and how many periods of one share there have been since. */
  since: string | null;
  periods: number;
  difference: { value: number; low: number; high: number } | null;
  p_value: number | null;
  enough: boolean;
  needed: number | null;
  detect: number;
}

/** `week`: its Monday, null in the totals. `final`: nobody can come back about a matter of that week any more. */
export interface WeekFigures {
  week: string | null;
  final: boolean;
  turns: number;
  auto: number;
  draft: number;
  agent: number;
  clarified: number;
  small_talk: number;
  coverage: number | null;
  drafts: number;
  drafts_decided: number;
  drafts_unedited: number;
  unedited_rate: number | null;
  conversations: number;
  contained: number;
  abandoned: number;
  resolved: number;
  contained_rate: number | null;
  resolved_rate: number | null;
}

export interface TrainerFigures {
  weeks: WeekFigures[];
  totals: WeekFigures;
  repeat_days: number;
}
