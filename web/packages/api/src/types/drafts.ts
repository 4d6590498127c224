import type { Id, Ref, Time } from "./common.ts";
import type { Role } from "./messages.ts";

export type DraftState = "waiting" | "approved" | "edited" | "replaced" | "taken_over" | "handed_over" | "expired" | "withdrawn";

export interface DraftCandidate {
  entry_id: Id;
  key: string;
  question: string;
  answer: string;
  version: number;
  confidence: number;
  /** Of a draft that answers two questions: its text says this entry's answer. */
  in_text: boolean;
}

/** The language model wrote the draft out of these entries; each sentence with those that it cites. */
export interface DraftComposed {
  model: string;
  sources: { entry_id: Id; key: string; title: string; version: number }[];
  sentences: { text: string; entry_ids: Id[] }[];
  /** It also says figures of the customer's own, out of the loan book. */
  own_data?: boolean;
  /** Questions of the customer's that it does not answer. */
  open?: string[];
}

/** What the bot would say, waiting for a person. `candidates`: its own entry first. `turns`: what was said before. */
export interface Draft {
  id: Id;
  conversation_id: Id;
  customer: { id: Id; name: string | null; verified: boolean };
  channel: string;
  queue: Ref;
  priority: string;
  question: string;
  turns: { role: Role; kind: string; text: string; at: Time }[];
  text: string;
  entry_id: Id;
  confidence: number;
  thresholds: { answer?: number; draft?: number };
  reason: string;
  candidates: DraftCandidate[];
  composed: DraftComposed | null;
  opened_at: Time;
  due_at: Time;
  extended: boolean;
  held_by: Ref | null;
  state: DraftState;
  decided_at: Time | null;
  decided_by: Ref | null;
  decided_why: string | null;
}

export interface SilentSeat {
  on: boolean;
  present: boolean;
  since: Time | null;
  people: Ref[];
  waiting: number;
  budget_s: number;
}

export interface DraftFigures {
  approved: number;
  edited: number;
  replaced: number;
  taken_over: number;
  handed_over: number;
  expired: number;
  median_s: number | null;
}
