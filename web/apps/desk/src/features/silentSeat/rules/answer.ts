import type { Draft, DraftCandidate, KnowledgeHit } from "@tandem/api";

/** An answer that may stand in for the draft. */
export interface Choice {
  entry_id: string;
  question: string;
  answer: string;
  confidence: number | null;
  version: number | null;
}

export function fromCandidate(c: DraftCandidate): Choice {
  return { entry_id: c.entry_id, question: c.question, answer: c.answer, confidence: c.confidence, version: c.version };
}

export function fromHit(hit: KnowledgeHit): Choice {
  return { entry_id: hit.entry_id, question: hit.question, answer: hit.answer.trim(), confidence: null, version: null };
}

/** The entries whose answers the text says, in its order: an earlier question's stands before the last one's. */
export const answersOf = (draft: Draft): DraftCandidate[] => draft.candidates.filter((c) => c.in_text).reverse();

/** Whether the text is no entry's own words: the language model's, or two answers together. */
const ofSeveral = (draft: Draft) => draft.composed !== null || answersOf(draft).length > 1;

/** The bot's own choice, and up to three others: the leading entry is among them where the text is not its own words. */
export function choices(draft: Draft): { own: Choice; others: Choice[] } {
  const all = draft.candidates.map(fromCandidate);
  const others = ofSeveral(draft) ? all : all.slice(1);
  return { own: { ...all[0]!, answer: draft.text, confidence: draft.confidence }, others: others.slice(0, 3) };
}

/** What to send: nothing of one's own is an approval; the server decides what it was. */
export function answerBody(draft: Draft, chosen: Choice | null, edited: string | null): { text?: string; entry_id?: string } {
  const body: { text?: string; entry_id?: string } = {};
  if (chosen && (ofSeveral(draft) || chosen.entry_id !== draft.entry_id)) body.entry_id = chosen.entry_id;
  if (edited !== null) body.text = edited.trim();
  return body;
}

/** The turns from this place on got no answer: nobody said anything since. */
export const openFrom = (turns: Draft["turns"]): number => turns.findLastIndex((turn) => turn.role === "bot" || turn.role === "agent") + 1;
