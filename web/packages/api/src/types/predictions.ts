import type { Time } from "./common.ts";

export type PredictionTarget = "need" | "dormancy";

export interface PredictionFigures {
  log_loss: number;
  brier: number;
  auc: number | null;
  calibration_error: number;
  hit_1: number | null;
  hit_3: number | null;
}

export interface PredictionOutcome {
  outcome: string;
  name: string;
  events: number;
  happened: number;
  said: number;
  auc: number | null;
  calibration_error: number;
  own_curve: boolean;
}

/** Rates are null where the group is too small for them. */
export interface PredictionGroup {
  by: "sex" | "age";
  group: string;
  customers: number;
  rows: number;
  small: boolean;
  happened: number | null;
  said: number | null;
  shown: number | null;
  found: number | null;
  false_alarms: number | null;
  calibration_error: number | null;
}

export interface PredictionQuality {
  target: PredictionTarget;
  learned: number;
  calibrated: number;
  judged: number;
  events: number;
  /** First and last day of what was learned from, calibrated on, judged on. */
  spans: [string, string][];
  figures: Record<string, PredictionFigures>;
  better: boolean;
  reliability: { said: number; came: number; rows: number }[];
  outcomes: PredictionOutcome[];
  groups: PredictionGroup[];
  gaps: Record<"sex" | "age", number | null>;
  drivers: { feature: string; name: string; size: number }[];
  shown_from: number;
}

export interface PredictionVersion {
  number: number;
  state: "queued" | "training" | "ready" | "failed" | "stopped";
  note: string;
  by: string;
  at: Time;
  finished_at: Time | null;
  stopping: boolean;
  step: "gathering" | "preparing" | "learning" | "judging" | "keeping" | null;
  done: number;
  total: number;
  seed: number;
  as_of: string | null;
  data_hash: string | null;
  sha256: string | null;
  bytes: number | null;
  customers: number | null;
  rows: number | null;
  reason: string | null;
  better: boolean | null;
  published: boolean;
  targets: PredictionQuality[];
  without: Partial<Record<PredictionTarget, string>>;
}

export interface Predictions {
  in_force: number | null;
  since: Time | null;
  by: string | null;
  may_roll_back: boolean;
  refused: string | null;
  reach: { waiting: number; late: number; predicted: number; by_version: number; newest: Time | null };
  versions: PredictionVersion[];
}
