import type { Id, Time } from "./common.ts";

export type TemplatePurpose = "service" | "marketing";

export interface TemplateField {
  key: string;
  name: string;
  kind: string;
  /** Where its value comes from; null: it is typed. */
  source: string | null;
  preset: string;
}

export interface TemplateContent {
  text: string;
  subject: string | null;
  external_id: string | null;
  link: string | null;
  fields: TemplateField[];
}

export interface MessageTemplate extends TemplateContent {
  id: Id;
  kind: string;
  account_id: Id | null;
  key: string;
  locale: "zh-CN" | "en";
  name: string;
  purpose: TemplatePurpose;
  version: number;
  changed_at: Time;
  changed_by: string;
  off_at: Time | null;
  off_by: string | null;
}

export interface TemplateVersion extends Omit<TemplateContent, "fields"> {
  version: number;
  name: string;
  at: Time;
  by: string;
}

interface Labelled {
  key: string;
  label: string;
}

/** What templates of one kind of channel are like. */
export interface TemplateKind {
  kind: string;
  name: string;
  external_id: "needed" | "optional" | "none";
  /** 0: none. */
  subject_chars: number;
  link: boolean;
  text_chars: number;
  /** The first part of a field's key says its kind (thing1, amount2). */
  kind_by_key: boolean;
  counts_segments: boolean;
  kinds: Labelled[];
  sources: Labelled[];
}

export interface TemplatePreview {
  text: string;
  subject: string | null;
  characters: number;
  segments: number | null;
  faults: { where: string; code: string; text: string }[];
}

/** What may be written in a conversation now. */
export interface ReplyOptions {
  verdict: "free" | "templates" | "nothing";
  reason: "time_up" | "count_used" | "refused" | "never_wrote" | "templates_only" | "too_many_parts" | "no_recipient" | "channel_unknown" | null;
  /** Free text until then; once it may not, since when. */
  until: Time | null;
  left: number | null;
  has_templates: boolean;
  unsent: { message_id: Id; state: "held" | "failed"; code: string }[];
}

export interface OfferedField {
  key: string;
  name: string;
  kind: string;
  hint: string;
  value: string;
  /** Only the ledger says it. */
  locked: boolean;
  missing: "not_bound" | "not_permitted" | "nothing" | null;
}

export interface OfferedTemplate {
  id: Id;
  key: string;
  name: string;
  locale: string;
  purpose: TemplatePurpose;
  text: string;
  subject: string | null;
  link: string | null;
  fields: OfferedField[];
  refused: "marketing_refused" | "marketing_later" | null;
  not_before: Time | null;
}
