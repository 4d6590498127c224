import type { Id, Time } from "./common.ts";

export type MessageState = "queued" | "sent" | "delivered" | "read" | "failed";
export type MessageKind = "text" | "image" | "file" | "note" | "system" | "choice" | "voice";
export type Role = "customer" | "agent" | "bot" | "system";
export interface Attachment {
  id: Id;
  name: string;
  content_type: string;
  size: number;
  url: string;
  width?: number | null;
  height?: number | null;
  /** Of voice notes only. */
  duration_ms?: number | null;
}

export interface Source {
  entry_id: Id;
  key: string;
  title: string;
  version: number;
}

export interface MessagePayload {
  attachment?: Attachment;
  /** What stood in a mail below what was said: quoted text, a signature. */
  left_out?: string;
  /** What stood above a mail. */
  subject?: string;
  /** Which template it was made of. */
  template?: { id: Id; key: string; name: string; version: number; purpose: string; link: string | null };
  sources?: Source[];
  confidence?: number;
  policy?: string;
  feedback?: boolean;
  /** The channel in which it came or went out, where the conversation had gone on elsewhere. */
  via?: string;
  options?: { id: string; label: string }[];
  event?: string;
  data?: Record<string, unknown>;
  audience?: "staff";
  mentions?: Id[];
  reply_to?: Id | { id: Id; text?: string; name?: string } | null;
  [other: string]: unknown;
}

export interface Message {
  id: Id;
  conversation_id: Id;
  seq: number;
  client_id: string | null;
  kind: MessageKind;
  role: Role;
  author: { id: Id; name: string; avatar?: string | null } | null;
  text: string;
  payload: MessagePayload;
  reply_to?: Id | null;
  created_at: Time;
  state: MessageState;
}
