/** The customer's door, as the API speaks it (v1). Fields the server may leave out are optional or null. */

export interface SiteConfig {
  site: string;
  name: string;
  brand: { title: string; accent: string; logo_url?: string | null };
  locale: string;
  open: boolean;
  hours_text: string;
  next_open_at: string | null;
  limits: { text: number; attachment_bytes: number; attachment_types: string[] };
  faq: FaqItem[];
  faq_categories: FaqCategory[];
  features: { attachments: boolean; rating: boolean; offline: boolean; typing_preview?: boolean; voice?: boolean };
  greeting: string;
  privacy_text: string;
  /** Where complaints are taken besides the chat, in the lender's words. */
  complaint_text?: string;
  identity: "anonymous" | "signed";
  /** Asked before the first message; null: nothing. */
  pre_chat?: PreChat | null;
  invitations?: Invitation[];
}

export type PreChatKey = "name" | "phone" | "email" | "topic";

export interface PreChat {
  skippable: boolean;
  fields: { key: PreChatKey; required: boolean }[];
  topics: string[];
  consents: ConsentLine[];
}

export interface ConsentLine {
  purpose: string;
  version: number;
  locale: string;
  title: string;
  body: string;
}

export type PreChatAnswers = Partial<Record<PreChatKey, string>> & { consents: { purpose: string; version: number; locale: string }[] };

/** A bubble beside the launcher. */
export interface Invitation {
  text: string;
  pages: string[];
  delay_s: number;
  per_day: number;
}

/** A purpose for which the customer's data may be used, in the words in force. `given` null: never asked. */
export interface OwnConsent {
  purpose: string;
  title: string;
  body: string;
  version: number;
  /** The language of these words. */
  locale: string;
  given: boolean | null;
  at: string | null;
  outdated: boolean;
}

/** How the customer wants to be reached; null: as it comes. */
export interface Preference {
  contact_from: string | null;
  contact_until: string | null;
  language: string | null;
  channel: string | null;
}

export interface FaqItem {
  key: string;
  question: string;
  category?: string | null;
}

export interface FaqCategory {
  key: string;
  title: string;
}

export interface Session {
  token: string;
  expires_at: string;
  customer: { id: string; name: string | null; verified: boolean };
  conversation_id: string | null;
  /** Whether the form of the site's config is for this customer. */
  pre_chat?: boolean;
}

export type Controller = "bot" | "queue" | "agent" | "silent_seat";

export interface Conversation {
  id: string;
  status: "open" | "snoozed" | "resolved";
  controller: Controller;
  agent: { name: string } | null;
  queue: { position: number; estimate_s: number | null } | null;
  last_seq: number;
  customer_read_seq: number;
  agent_read_seq: number;
  opened_at: string;
  rating: { score: number } | null;
  rating_requested: boolean;
  blocked?: Block | null;
}

/** The customer may not write until then; null: for good. */
export interface Block {
  until: string | null;
}

export type Role = "customer" | "agent" | "bot" | "system";
export type MessageKind = "text" | "image" | "file" | "note" | "system" | "choice" | "voice";

export interface Attachment {
  id: string;
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
  entry_id: string;
  key: string;
  title: string;
  version: number;
}

export interface Payload {
  attachment?: Attachment;
  sources?: Source[];
  feedback?: boolean;
  options?: { id: string; label: string }[];
  /** The bot waits until the customer has shown who they are. */
  verification?: { level: "bound" | "fresh" };
  event?: string;
  data?: Record<string, unknown>;
  audience?: string;
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  client_id: string | null;
  kind: MessageKind;
  role: Role;
  author: { id: string; name: string; avatar?: string | null } | null;
  text: string;
  payload: Payload;
  created_at: string;
  state: "queued" | "sent" | "delivered" | "read" | "failed";
}

export interface Page {
  items: Message[];
  has_more: boolean;
}

/** What waits in the outbox. The attachment is kept whole so that its bubble can be drawn before the answer. */
export interface Draft {
  text?: string;
  choice_id?: string;
  attachment?: Attachment;
}

export interface OfflineNote {
  name?: string;
  contact: string;
  text: string;
  client_id: string;
}

export interface Rating {
  score: number;
  comment?: string;
  tags?: string[];
}
