import type { Handover, Message } from "@tandem/api";

/** What the bot would have said, where the silent seat passed the conversation on. */
export interface BotDraft {
  text: string;
  title: string;
  entryId: string;
}

/** The draft that came with the last hand-over, until an agent has answered. */
export function botDraft(handovers: readonly Handover[], messages: readonly Message[]): BotDraft | null {
  const last = handovers.findLast((h) => h.from === "silent_seat");
  const draft = last?.evidence?.draft as { text?: string; title?: string; entry_id?: string } | undefined;
  if (!last || !draft?.text) return null;
  const answered = messages.some((m) => m.role === "agent" && m.kind !== "note" && m.created_at > last.at);
  return answered ? null : { text: draft.text, title: draft.title ?? "", entryId: draft.entry_id ?? "" };
}
