import type { Draft } from "@tandem/api";

const candidate = (n: number) => ({ entry_id: `e${n}`, key: `k${n}`, question: `问${n}`, answer: `答${n}`, version: 1, confidence: 0.7 - n / 10, in_text: false });
/** A draft that waits, for tests. */
export const aDraft = (id: string, patch: Partial<Draft> = {}): Draft => ({
  id, conversation_id: `c-${id}`, customer: { id: "p", name: "张伟", verified: true }, channel: "web", queue: { id: "q", name: "在线客服" }, priority: "normal",
  question: "提前还的事", turns: [], text: "答0", entry_id: "e0", confidence: 0.7, thresholds: { answer: 0.9, draft: 0.55 }, reason: "between_thresholds",
  candidates: [0, 1, 2, 3, 4].map(candidate), composed: null, opened_at: "2026-11-22T01:00:00Z", due_at: "2026-11-22T01:00:20Z", extended: false, held_by: null, state: "waiting",
  decided_at: null, decided_by: null, decided_why: null, ...patch,
});
