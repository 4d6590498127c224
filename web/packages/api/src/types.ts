/** Shapes of the staff contract. Ids are UUID strings, times UTC ISO-8601 with Z, durations seconds (`_s`). */
export type Id = string;
export type Time = string;

export interface Page<T> {
  items: T[];
  next: string | null;
}

// --- session and people ---
export type Permission =
  | "conversations.read.own" | "conversations.read.team" | "conversations.read.all" | "conversations.reply"
  | "conversations.claim" | "conversations.assign" | "conversations.takeover" | "board.read"
  | "knowledge.read" | "knowledge.edit" | "knowledge.review" | "knowledge.publish"
  | "staff.read" | "staff.manage" | "audit.read" | "settings.manage" | "presence.manage" | "bot.trial";

export interface Ref {
  id: Id;
  name: string;
}

export interface Preferences {
  locale?: string;
  theme?: "light" | "dark" | "system";
  density?: "comfortable" | "compact";
  send_key?: "enter" | "mod_enter";
  sound?: boolean;
  notifications?: boolean;
  idle_minutes?: number;
  panel_open?: boolean;
  saved_views?: SavedView[];
  [other: string]: unknown;
}

export interface SavedView {
  id: string;
  name: string;
  query: Record<string, string>;
}

export interface Me {
  id: Id;
  username: string;
  name: string;
  roles: string[];
  permissions: Permission[];
  team: Ref | null;
  business_line: Ref | null;
  locale: string;
  preferences: Preferences;
}

export interface Session {
  csrf_token: string;
  staff: Me;
  expires_at: Time;
}

// --- conversations ---
export type Controller = "bot" | "queue" | "agent" | "silent_seat";
export type Status = "open" | "snoozed" | "resolved";
export type Priority = "low" | "normal" | "high" | "urgent";
export type View = "mine" | "unassigned" | "all" | "snoozed" | "resolved";
export type Sort = "waiting" | "newest" | "oldest" | "sla";
export type Role = "customer" | "agent" | "bot" | "system";
export type MessageKind = "text" | "image" | "file" | "note" | "system" | "choice";
export type MessageState = "queued" | "sent" | "delivered" | "read" | "failed";

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
  channel: string;
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
}

export interface Handover {
  at: Time;
  from: string | null;
  to: string;
  reason: string | null;
  by: string | Ref | null;
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
}

export interface Attachment {
  id: Id;
  name: string;
  content_type: string;
  size: number;
  url: string;
  width?: number | null;
  height?: number | null;
}

export interface Source {
  entry_id: Id;
  key: string;
  title: string;
  version: number;
}

export interface MessagePayload {
  attachment?: Attachment;
  sources?: Source[];
  confidence?: number;
  policy?: string;
  feedback?: boolean;
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

export interface Counts {
  mine: number;
  unassigned: number;
  all: number;
  snoozed: number;
  resolved: number;
  queues: { queue_id: Id; waiting: number }[];
}

export interface Queue extends Ref {
  skills: string[];
  sl_target_s: number;
  [other: string]: unknown;
}

export interface Agent extends Ref {
  state: PresenceState;
  load: number;
  capacity: number;
  team: Ref | string | null;
}

export interface Disposition {
  id: Id;
  code: string;
  name: string;
  name_en?: string | null;
  parent_id: Id | null;
}

export interface CannedReply {
  id: Id;
  shortcut: string;
  title: string;
  text: string;
  scope: "shared" | "own";
}

export interface Offer {
  id: Id;
  conversation: Row;
  offered_at: Time;
  expires_at: Time;
}

export type PresenceState = "online" | "busy" | "away" | "offline";

export interface Presence {
  state: PresenceState;
  since: Time;
  capacity: number;
  load: number;
  auto_accept: boolean;
}

// --- board ---
export interface QueueStats {
  waiting: number;
  longest_wait_s: number | null;
  oldest_waiting_at: Time | null;
  in_service: number;
  offered_today: number;
  answered_today: number;
  abandoned_today: number;
  service_level: number | null;
  sl_target_s: number;
  sl_goal: number;
  asa_s: number | null;
  aht_s: number | null;
  agents_online: number;
  agents_free: number;
}

export interface BoardQueue extends QueueStats {
  id: Id;
  name: string;
  open: boolean;
}

export interface BoardAgent {
  id: Id;
  name: string;
  team: Ref | string | null;
  state: PresenceState;
  since: Time;
  load: number;
  capacity: number;
  queues: (string | Ref)[];
  handled_today: number;
  last_activity_at: Time | null;
}

export interface BoardPoint {
  t: Time;
  waiting: number;
  answered: number;
  service_level: number | null;
}

export interface Board {
  at: Time;
  queues: BoardQueue[];
  agents: BoardAgent[];
  totals: QueueStats & { bot_active: number; bot_answered_today: number; handed_over_today: number };
  waiting: Row[];
  series: BoardPoint[];
}

// --- knowledge ---
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
}

export interface Entry {
  id: Id;
  key: string;
  category: Category;
  question: string;
  answer: string;
  phrasings: string[];
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
  category?: Category;
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

export interface BotTrial {
  decision: "answer" | "clarify" | "handoff" | "smalltalk";
  policy: string;
  reason: string;
  confidence: number;
  candidates: BotCandidate[];
  thresholds: { answer?: number; clarify?: number };
  elapsed_ms: number;
  degraded: string[];
}

// --- administration ---
export interface StaffMember {
  id: Id;
  username: string;
  name: string;
  roles: string[];
  team: Ref | null;
  business_line?: Ref | null;
  locale: string;
  active: boolean;
  has_password?: boolean;
  created_at?: Time;
  last_seen_at?: Time | null;
}

export interface StaffInput {
  username?: string;
  password?: string;
  name?: string;
  roles?: string[];
  team_id?: Id | null;
  locale?: string;
  active?: boolean;
}

/** The new person; `password` is the generated one, shown this once. */
export interface StaffCreated extends StaffMember {
  password: string | null;
}

/** An agent's place in routing. */
export interface Seat {
  queue_ids: Id[];
  skills: string[];
  capacity: number;
  auto_accept: boolean;
}

export interface OrganisationNode {
  id: Id;
  name: string;
  kind: "business_line" | "team" | "agent" | string;
  parent_id?: Id | null;
  children?: OrganisationNode[];
}

/** Wall times HH:MM; 24:00 is the end of the day. */
export interface CalendarSpan {
  from: string;
  to: string;
}

export interface CalendarException {
  date: string;
  name?: string | null;
  spans: CalendarSpan[];
}

export interface CalendarDefinition {
  timezone: string;
  /** Keys "1" (Monday) to "7" (Sunday). */
  weekly: Record<string, CalendarSpan[]>;
  holidays: "none" | "china";
  holiday_spans: CalendarSpan[];
  /** Make-up workdays; null: as on Mondays. */
  workday_spans: CalendarSpan[] | null;
  exceptions: CalendarException[];
}

export interface Calendar {
  id: Id;
  name: string;
  definition: CalendarDefinition;
  /** In words. */
  text: string;
  open: boolean;
}

export interface QueueTargets {
  name: string;
  skills: string[];
  calendar_id: Id | null;
  accept_mode: "auto" | "offer";
  accept_timeout_s: number;
  sl_target_s: number;
  sl_goal: number;
  first_response_s: number;
  next_response_s: number;
  short_abandon_s: number;
}

export interface QueueSettings extends QueueTargets {
  id: Id;
  key: string;
}

export interface AuditItem {
  seq: number;
  at: Time;
  actor: Ref | string | null;
  action: string;
  subject: string | { kind: string; id: string; name?: string } | null;
  data: unknown;
  hash: string;
}

export interface SystemHealth {
  ready?: boolean;
  checks: { name: string; ok: boolean; detail: string | null }[];
  degraded: (string | { name: string; detail: string })[];
}
