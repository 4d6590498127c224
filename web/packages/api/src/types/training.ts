import type { Id, Time } from "./common.ts";

export type IntentTargetKind = "entry" | "flow" | "hand_over" | "none";

/** What is done about an intent: an entry answers, a flow starts, a queue takes over, or nothing by itself. */
export interface IntentTarget {
  kind: IntentTargetKind;
  key: string | null;
  title?: string | null;
}

export interface Intent {
  key: string;
  name: string;
  /** Intents of knowledge entries and flows follow what is published. */
  origin: "knowledge" | "flow" | "trainer";
  target: IntentTarget;
  examples: number;
  labelled: number;
  test_examples: number;
  retired_at: Time | null;
  merged_into: string | null;
}

export type ExampleSource = "knowledge" | "flow" | "label" | "draft" | "import";

export interface IntentExample {
  id: Id;
  text: string;
  /** Null: out of scope. */
  intent: string | null;
  source: ExampleSource;
  split: "train" | "test";
  by: string | null;
  at: Time;
}

export type InboxWhy = "unanswered" | "low_confidence" | "edited" | "badly_rated";

export interface IntentGuess {
  intent: string;
  name: string;
  probability: number;
}

/** A customer's message that a trainer should judge. `outside`: how probable it is that it is none of ours (null: not
 * kept then); `margin`: how far the likeliest guess is from the reading next to it; `similar`: how many more say the same. */
export interface InboxTurn {
  turn_id: Id;
  conversation_id: Id;
  text: string;
  at: Time;
  why: InboxWhy[];
  margin: number;
  outside: number | null;
  confidence: number;
  action: string;
  answer: string | null;
  said_instead: string | null;
  candidates: IntentGuess[];
  similar: number;
}

export interface InboxPage {
  items: InboxTurn[];
  next: string | null;
  counts: Partial<Record<InboxWhy | "all", number>>;
}

/** `intent` null: out of scope. */
export interface TurnLabel {
  turn_id: Id;
  intent: string | null;
  skip?: boolean;
}

interface ConflictSide {
  example_id: Id;
  text: string;
  /** Null: out of scope. */
  intent: string | null;
  name: string;
  source: ExampleSource;
}

/** `source` knowledge or flow: the text stands there and is changed there. */
export interface Conflicts {
  same_text: { text: string; intents: { key: string | null; name: string; example_id: Id; source: ExampleSource }[] }[];
  near: { similarity: number; a: ConflictSide; b: ConflictSide }[];
  confused: { a: { key: string; name: string }; b: { key: string; name: string }; share: number }[];
}

export type TrainingStep = "preparing" | "encoding" | "teaching" | "training" | "testing" | "keeping";
export type VersionState = "queued" | "training" | "ready" | "failed" | "stopped";

export interface VersionQuality {
  accuracy: number;
  macro_f1: number;
  scope_auc: number | null;
  test_size: number;
}

export interface ModelVersion {
  number: number;
  state: VersionState;
  step: TrainingStep | null;
  done: number;
  total: number;
  by: string;
  at: Time;
  finished_at: Time | null;
  seed: number;
  /** An encoder learns the examples, too. */
  teach: boolean;
  data_hash: string | null;
  sha256: string | null;
  examples: number | null;
  intents: number | null;
  encoders: Record<string, string>;
  missing: string[];
  quality: VersionQuality | null;
  reason: string | null;
  note: string;
  /** `base` answers whoever no trial takes. */
  publication: { arm: "base" | "trial"; share: number; since: Time; by: string } | null;
}

/** `refused`: why what is published is not served here, else null. `before`: where rolling back the base leads; null: to no version. `absent`: encoders that are wanted and not installed. */
export interface VersionList {
  items: ModelVersion[];
  refused: string | null;
  before: number | null;
  absent: string[];
}
