import type { Draft } from "@tandem/api";

export type Urgency = "calm" | "soon" | "now";

/** Seconds left, and the share of the time that is left. */
export function left(draft: Pick<Draft, "opened_at" | "due_at">, now: number): { seconds: number; share: number; urgency: Urgency } {
  const [from, until] = [Date.parse(draft.opened_at), Date.parse(draft.due_at)];
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  const share = Math.min(1, Math.max(0, (until - now) / Math.max(1, until - from)));
  return { seconds, share, urgency: seconds <= 5 ? "now" : seconds <= 10 ? "soon" : "calm" };
}
