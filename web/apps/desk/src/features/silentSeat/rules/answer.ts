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

/** The bot's own choice, and up to three others. What the language model wrote is no entry's own words, so its leading entry is among the others. */
export function choices(draft: Draft): { own: Choice; others: Choice[] } {
  const all = draft.candidates.map(fromCandidate);
  const others = draft.composed ? all : all.slice(1);
  return { own: { ...all[0]!, answer: draft.text, confidence: draft.confidence }, others: others.slice(0, 3) };
}

/** What to send: nothing of one's own is an approval; the server decides what it was. */
export function answerBody(draft: Draft, chosen: Choice | null, edited: string | null): { text?: string; entry_id?: string } {
  const body: { text?: string; entry_id?: string } = {};
  if (chosen && (draft.composed || chosen.entry_id !== draft.entry_id)) body.entry_id = chosen.entry_id;
  if (edited !== null) body.text = edited.trim();
  return body;
}
