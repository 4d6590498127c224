import type { Id, Ref, Time } from "./common.ts";

export type EntryState = "draft" | "in_review" | "published" | "retired";

export interface Category {
  id: Id;
  key: string;
  title: string;
  title_en?: string | null;
}

export interface EntryContent {
  question: string;
  answer: string;
  phrasings: string[];
  category_id: Id;
  effective_from?: string | null;
  effective_to?: string | null;
  /** Keys of entries that answer nearly the same. */
  related?: string[];
}

export interface Entry {
  id: Id;
  key: string;
  category: Category;
  question: string;
  answer: string;
  phrasings: string[];
  related: string[];
  state: EntryState;
  version: number;
  published_version: number | null;
  effective_from: string | null;
  effective_to: string | null;
  author: Ref | string | null;
  reviewer: Ref | string | null;
  updated_at: Time;
  hits_30d?: number | null;
}

export interface EntryVersion {
  version: number;
  question: string;
  answer: string;
  phrasings: string[];
  related: string[];
  category_id: Id;
  effective_from?: string | null;
  effective_to?: string | null;
  state?: string;
  author: Ref | string | null;
  reviewer?: Ref | string | null;
  created_at: Time;
  comment?: string | null;
}

export interface EntryDetail extends Entry {
  versions: EntryVersion[];
}

export interface KnowledgeHit {
  entry_id: Id;
  key: string;
  question: string;
  answer: string;
  score: number;
  confidence: number;
}

export interface KnowledgeSearch {
  items: KnowledgeHit[];
  degraded: string[];
}

export interface BotCandidate {
  entry_id: Id;
  question: string;
  /** The phrasing that was found. */
  matched: string;
  /** By ranker: bm25 and the encoders that are installed. */
  scores: Record<string, number>;
  fused: number;
  confidence: number;
}

export interface TrialReply {
  text: string;
  options: { id: string; label: string }[];
  sources: { entry_id: Id; key: string; title: string; version: number }[];
}

/** `waits_for`: the slot a flow asks for, or `confirm`. `labels`: what people call these slots. */
export interface TrialFrame {
  flow: string;
  title: string;
  waits_for: string | null;
  slots: Record<string, string>;
  labels: Record<string, string>;
}

/** `trigger`: would start by its words, whether it did or not; `started` by this turn; `stack`: under way after it, the present one last. */
export interface TrialFlows {
  trigger: { flow: string; title: string; score: number; phrase: string } | null;
  started: string | null;
  stack: TrialFrame[];
  trace: string[];
  version: string;
}

export type TrialOutcome = "fired" | "passed" | "skipped";

/** Found in a text. Amounts are in fen; null: no value exists (2月30号). `doubt`: why it must not be taken as it stands. */
export interface TrialEntity {
  kind: string;
  text: string;
  value: number | string | { start: string; end: string } | { count: number; unit: string } | { fraction: string; per: string | null } | null;
  doubt: string | null;
}

/** One turn of a trial talk. `talk` goes back with the next; nothing is stored. */
export interface BotTrial {
  decision: "answer" | "clarify" | "handoff" | "smalltalk" | "flow" | "draft";
  policy: string;
  reason: string;
  confidence: number;
  /** Which rule fired, of `steps` in their order. */
  rule: string;
  steps: { rule: string; outcome: TrialOutcome }[];
  replies: TrialReply[];
  entities: TrialEntity[];
  candidates: BotCandidate[];
  thresholds: { answer?: number; draft?: number; clarify?: number };
  /** With somebody at the silent seat the answer would wait for a person. */
  worth_a_draft: boolean;
  intents: { intent: string; name: string; probability: number }[];
  intent_thresholds: { auto: number; draft: number } | null;
  /** Null: the shipped thresholds. */
  threshold_set: number | null;
  /** Of the intent model that judged. */
  version: number | null;
  flows: TrialFlows | null;
  evidence: Record<string, unknown>;
  elapsed_ms: number;
  degraded: string[];
  talk: string;
}

export interface TrialTurn {
  text: string;
  choice_id?: string;
  talk?: string;
  verified?: boolean;
}
