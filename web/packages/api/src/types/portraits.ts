import type { Id, Page, Time } from "./common.ts";

export type FactKind = "truth" | "number" | "money" | "days" | "date" | "text";
export type LayerKey = "stage" | "value" | "need";
export type TagOrigin = "hand" | "rule" | "model";

export interface Fact {
  key: string;
  kind: FactKind;
  source: "customers" | "loans" | "conversations";
  label: string;
  choices: string[];
}

/** Places in characters from 0; `place`: which of several rules. */
export interface RuleFault {
  code: string;
  at: number;
  end: number;
  text: string;
  place: string;
}

export interface RuleCheck {
  ok: boolean;
  faults: RuleFault[];
  facts: string[];
}

export interface RulePreview {
  total: number;
  matches: number;
  unknown: number;
  warnings: ("everybody" | "nobody" | "mostly_unknown")[];
  examples: { customer_id: Id; name: string; facts: Record<string, string | number | boolean | null> }[];
}

export interface RuleVersion<Content = Record<string, unknown>> {
  number: number;
  content: Content;
  note: string;
  made_at: Time;
  made_by_name: string;
}

export interface RulePublication {
  number: number | null;
  at: Time;
  by_name: string;
}

export interface RuleHistory<Content = Record<string, unknown>> {
  in_force: number | null;
  versions: RuleVersion<Content>[];
  publications: RulePublication[];
}

export interface CustomerTag {
  key: string;
  name: string;
  name_en: string;
  color: string;
  note: string;
  origin: TagOrigin;
  customers: number;
  created_at: Time;
  retired_at: Time | null;
  rule: string | null;
  version: number | null;
  draft: RuleVersion<{ rule: string }> | null;
}

export interface TagGrant {
  id: Id;
  customer_id: Id;
  customer_name: string | null;
  key: string;
  name: string;
  name_en: string;
  color: string;
  origin: TagOrigin;
  why: { note?: string; rule?: string; version?: number; facts?: Record<string, unknown>; [other: string]: unknown };
  since: Time;
  until: Time | null;
  by_name: string;
  ended_at: Time | null;
  end_reason: string | null;
}

export type TagGrants = Page<TagGrant>;

export interface SegmentRule {
  key: string;
  name: string;
  name_en: string;
  rule: string;
}

export interface LayerInForce {
  key: LayerKey;
  version: number | null;
  segments: (SegmentRule & { customers: number })[];
  elsewhere: number;
  draft: RuleVersion<{ segments: SegmentRule[] }> | null;
}

export interface Layers {
  layers: LayerInForce[];
  portraits: number;
  fresh: number;
  waiting: number;
}

export interface StrategyCell {
  segment: string;
  intent: string;
  queue: string | null;
  priority: number | null;
  script: string;
  offer: string;
}

export interface StrategyContent {
  layers: LayerKey[];
  cells: StrategyCell[];
}

export interface Strategies {
  in_force: RuleVersion<StrategyContent> | null;
  newest: RuleVersion<StrategyContent> | null;
  versions: RuleVersion<StrategyContent>[];
  publications: RulePublication[];
  intents: { key: string; handovers: number }[];
}

export interface Rehearsal {
  since: Time;
  handovers: number;
  cut: boolean;
  decided: number;
  moved: number;
  raised: number;
  without_segments: number;
  moves: [string, string, number][];
  cells: [string, string, number][];
  examples: {
    conversation_id: Id; at: Time; reason: string; segment: string; intent: string;
    from_queue: string; to_queue: string; from_priority: number; to_priority: number;
  }[];
}

/** One customer's portrait. `without`: why there is no profile (no_consent, restricted, merged). */
export interface CustomerPortrait {
  customer_id: Id;
  without: string | null;
  pending: boolean;
  computed_at: Time | null;
  lent_at: Time | null;
  lent_state: string;
  facts: Record<string, string | number | boolean | null>;
  tags: TagGrant[];
  segments: { layer: LayerKey; segment: string; name: string; name_en: string; since: Time; why: Record<string, unknown> }[];
  undecided: Record<string, string[]>;
  strategy: (StrategyCell & { version: number }) | null;
  tag_history: TagGrant[];
  segment_history: { layer: LayerKey; segment: string; why: Record<string, unknown>; since: Time; until: Time | null; end_reason: string | null }[];
}
