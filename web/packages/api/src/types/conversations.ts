import type { Id, Ref, Time } from "./common.ts";
import type { Offer } from "./routing.ts";
import type { MessageKind, Role } from "./messages.ts";

export type Controller = "bot" | "queue" | "agent" | "silent_seat";
export type Status = "open" | "snoozed" | "resolved";
export type Priority = "low" | "normal" | "high" | "urgent";
export type View = "mine" | "mentioned" | "unassigned" | "all" | "snoozed" | "resolved";
export type Sort = "waiting" | "newest" | "oldest" | "sla";

export interface Label extends Ref {
  color: string;
}

export interface Sla {
  kind: "service_level" | "first_response" | "next_response";
  due_at: Time | null;
  missed: boolean;
}

export interface Row {
  id: Id;
  customer: { id: Id; name: string | null; verified: boolean; avatar?: string | null };
  /** Where it is now: answers go out there. */
  channel: string;
  /** Where it began. */
  began_in: string;
  queue: Ref | null;
  controller: Controller;
  status: Status;
  agent: Ref | null;
  priority: Priority;
  labels: Label[];
  last_message: { role: Role; text: string; at: Time; kind: MessageKind } | null;
  unread: number;
  waiting_since: Time | null;
  opened_at: Time;
  updated_at: Time;
  sla: Sla | null;
  snoozed_until: Time | null;
  version: number;
  last_seq: number;
  /** In the view "mentioned" and of one conversation: I was mentioned and have not looked since. */
  mentioned?: boolean;
}

export interface Handover {
  at: Time;
  from: string | null;
  to: string;
  reason: string | null;
  by: string | Ref | null;
  evidence?: Record<string, unknown>;
}

export interface PreviousConversation {
  id: Id;
  opened_at: Time;
  resolved_at: Time | null;
  summary: string | null;
  agent: Ref | string | null;
}

export interface WrapUp {
  disposition_id?: Id;
  summary?: string;
  resolved: boolean;
  fields?: Record<string, string>;
}

export interface Customer {
  id: Id;
  name: string | null;
  verified: boolean;
  avatar?: string | null;
  phone?: string | null;
  email?: string | null;
  attributes?: Record<string, unknown> | null;
  /** What the conversation is about, as the customer chose before it. */
  topic?: string | null;
  page_url?: string | null;
  user_agent?: string | null;
  location?: string | null;
  [other: string]: unknown;
}

export interface ConversationDetail extends Omit<Row, "customer"> {
  customer: Customer;
  handovers: Handover[];
  previous: PreviousConversation[];
  viewers: Ref[];
  wrap_up: (Omit<WrapUp, "disposition_id"> & { disposition?: Ref | string | null }) | null;
  rating: { score: number; comment?: string | null; tags?: string[] } | null;
  offer: Offer | null;
  customer_read_seq: number;
  agent_read_seq: number;
  allowed: string[];
  /** The block that stands. */
  block?: CustomerBlock | null;
}

export interface CustomerBlock {
  id: Id;
  customer_id: Id;
  reason: "abuse" | "threat" | "spam" | "impersonation" | "other";
  note: string;
  at: Time;
  /** Null: for good. */
  until: Time | null;
  by: string;
  conversation_id: Id | null;
  lift: { at: Time; by: string; note: string } | null;
  standing: boolean;
}

export interface ListedBlock extends CustomerBlock {
  customer: { id: Id; name: string; verified: boolean };
}

/** What the bot handed over with. `text`: the language model's sentences, null where the extract stands alone. */
export interface HandoverSummary {
  at: Time;
  up_to_seq: number;
  reason: string;
  made_by: "rules" | "model";
  model: string | null;
  text: string | null;
  asked: string[];
  said: string[];
  facts: { kind: string; text: string }[];
}

/** A channel by which the customer can be reached; `reason` says why it cannot be taken now. */
export interface Way {
  channel: string;
  account: string;
  name: string;
  address: string;
  how: "asked" | "preferred" | "link";
  reason: string | null;
  open_conversation_id: string | null;
}

export interface Ways {
  items: Way[];
}

export interface Continuation {
  how: Way["how"];
}
