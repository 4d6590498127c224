import type { Draft, Ref } from "@tandem/api";

/** First due first; the same order for everybody. */
export function inLine(drafts: readonly Draft[]): Draft[] {
  return [...drafts].sort((a, b) => a.due_at.localeCompare(b.due_at) || a.id.localeCompare(b.id));
}

export function withDraft(drafts: readonly Draft[], draft: Draft): Draft[] {
  return inLine([...drafts.filter((d) => d.id !== draft.id), draft]);
}

export function withoutDraft(drafts: readonly Draft[], id: string): Draft[] {
  return drafts.filter((d) => d.id !== id);
}

export function withHolder(drafts: readonly Draft[], id: string, held_by: Ref | null, due_at: string): Draft[] {
  return inLine(drafts.map((d) => (d.id === id ? { ...d, held_by, due_at } : d)));
}

export type Place = "held" | "skipped" | "free";

/** Whether a draft may come before me by itself: nobody else looks at it, and I did not pass it by. */
export function placeOf(draft: Draft, me: string, skipped: ReadonlySet<string>): Place {
  if (draft.held_by && draft.held_by.id !== me) return "held";
  return skipped.has(draft.id) ? "skipped" : "free";
}

/** The draft before me: the one I have as long as it waits, else the first that is free. */
export function current(drafts: readonly Draft[], me: string, skipped: ReadonlySet<string>, have: string | null): Draft | null {
  const kept = drafts.find((d) => d.id === have);
  return kept ?? drafts.find((d) => placeOf(d, me, skipped) === "free") ?? null;
}

/** Why nothing comes although the line is not empty. */
export function idleReason(drafts: readonly Draft[], me: string, skipped: ReadonlySet<string>): "empty" | "skipped" | "taken" {
  if (drafts.length === 0) return "empty";
  return drafts.some((d) => placeOf(d, me, skipped) === "skipped") ? "skipped" : "taken";
}
