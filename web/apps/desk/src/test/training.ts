import type { InboxTurn, Intent, ModelVersion, VersionComparison } from "@tandem/api";

/** Rows of the trainers' workbench, for tests. */
export const aTurn = (id: string, patch: Partial<InboxTurn> = {}): InboxTurn => ({
  turn_id: id, conversation_id: `c-${id}`, text: `说法${id}`, at: "2026-11-22T01:00:00Z", why: ["unanswered"], margin: 0.1, outside: null, confidence: 0.4, action: "handoff", answer: null, said_instead: null,
  candidates: [1, 2, 3, 4].map((n) => ({ intent: `i${n}`, name: `意图${n}`, probability: 0.5 - n / 10 })), similar: 0, ...patch,
});

export const anIntent = (key: string, patch: Partial<Intent> = {}): Intent => ({
  key, name: `名${key}`, origin: "trainer", target: { kind: "entry", key: `k-${key}`, title: `条目${key}` }, examples: 8, labelled: 1, test_examples: 2, retired_at: null, merged_into: null, ...patch,
});

export const aVersion = (number: number, patch: Partial<ModelVersion> = {}): ModelVersion => ({
  number, state: "ready", step: null, done: 0, total: 0, by: "罗一鸣", at: "2026-11-22T01:00:00Z", finished_at: "2026-11-22T01:02:00Z", seed: 7, teach: false, data_hash: "d".repeat(64), sha256: "s".repeat(64), examples: 100,
  intents: 10, encoders: {}, missing: [], quality: { accuracy: 0.8 + number / 100, macro_f1: 0.8, scope_auc: 0.9, test_size: 50 }, reason: null, note: "", publication: null, ...patch,
});

export const base = (share = 1, arm: "base" | "trial" = "base"): ModelVersion["publication"] => ({ arm, share, since: "2026-11-22T02:00:00Z", by: "罗一鸣" });

export function aComparison(patch: Partial<VersionComparison> = {}): VersionComparison {
  const quality = (version: number, accuracy: number) => ({ version, accuracy, macro_f1: accuracy, in_scope: accuracy, scope_recall: null, degraded: [] });
  return {
    test_set: { size: 100, hash: "h".repeat(16) }, a: quality(1, 0.8), b: quality(2, 0.9), p_value: 0.01, fixed: 2, broken: 1,
    per_intent: ["x", "y", "z"].map((intent, i) => ({ intent, name: intent, support: 10 - i, precision_a: 0.8, recall_a: 0.8, precision_b: [0.9, 0.5, 0.8][i]!, recall_b: [0.9, 0.5, 0.8][i]! })),
    confusion: { labels: ["x", "y", "z"], names: ["x", "y", "z"], a: [[0, 0, 8], [0, 1, 2], [1, 1, 9]], b: [[0, 0, 10], [1, 1, 9], [1, 2, 1]] },
    changed: [{ text: "一", truth: "x", a: "y", b: "x", kind: "fixed" }, { text: "二", truth: "x", a: "y", b: "x", kind: "fixed" }, { text: "三", truth: "y", a: "y", b: "z", kind: "broken" }], ...patch,
  };
}
