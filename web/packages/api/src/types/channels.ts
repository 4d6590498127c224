import type { Id, Page, Time } from "./common.ts";

export interface ChannelField {
  key: string;
  kind: "text" | "number" | "switch" | "choice" | "secret";
  required: boolean;
  choices: string[];
  default: string | number | boolean | null;
  /** Asked for only while that choice has that value. */
  when?: [string, string] | null;
  label: string;
}

export interface ChannelCapabilities {
  text_limit: number;
  text_unit: "characters" | "bytes";
  buttons: number;
  files: string[];
  location: boolean;
  typing: boolean;
  delivered: boolean;
  read: boolean;
  templates: boolean;
  address: "phone" | "email" | null;
  per_second: number;
  window_hours: number | null;
  /** It carries conversations; else it only tells, and has no queue. */
  talks: boolean;
  window_messages: number | null;
}

export interface ChannelKind {
  kind: string;
  name: string;
  fields: ChannelField[];
  capabilities: ChannelCapabilities;
}

/** An account and how it fares: what waits in it, what is stuck, what went wrong last. */
export interface ChannelHealth {
  id: Id;
  kind: string;
  key: string;
  name: string;
  queue_key: string;
  paused_at: Time | null;
  created_at: Time;
  last_in_at: Time | null;
  last_out_at: Time | null;
  last_error_at: Time | null;
  last_error: string | null;
  incoming: number;
  held_in: number;
  outgoing: number;
  held: number;
  failed: number;
  oldest_at: Time | null;
  installed: boolean;
  capabilities: ChannelCapabilities | null;
}

export type ChannelSettings = Record<string, string | number | boolean>;

export interface ChannelAccount {
  id: Id;
  kind: string;
  key: string;
  name: string;
  queue_key: string;
  settings: ChannelSettings;
  secrets: string[];
  paused_at: Time | null;
}

export interface ChannelFinding {
  key: string;
  ok: boolean;
  detail: string;
  label: string;
}

export interface StuckPart {
  id: Id;
  conversation_id: Id;
  seq: number;
  part: number;
  kind: string;
  state: "held" | "failed";
  state_at: Time;
  created_at: Time;
  attempts: number;
  error: string;
  error_detail: string | null;
}

export interface HeldEvent {
  id: number;
  kind: "message" | "receipt" | "note";
  at: Time;
  received_at: Time;
  settled_at: Time;
  attempts: number;
  error: string;
}

export type StuckPage = Page<StuckPart>;
export type HeldPage = Page<HeldEvent>;
