import type { Id, Ref, Time } from "./common.ts";

/** A rule of law as data: by which loans and requests are counted, and whether anybody has read it. */
export interface LawRule {
  key: string;
  says: string;
  source: string;
  article: string;
  effective_from: string;
  effective_to: string | null;
  held: boolean;
  why: string | null;
  verified: boolean;
  read_in: string | null;
  because: string | null;
  looked_on: string;
}

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

export type SiteFeature = "attachments" | "voice" | "rating" | "offline" | "typing_preview" | "push_preview";

/** What an administrator sets about a site, in whole. */
export interface SiteInput {
  name: string;
  locale: "zh-CN" | "en";
  queue_key: string;
  identity_mode: "anonymous" | "signed" | "both";
  /** Like https://www.example.com; none lets every page embed the chat. */
  allowed_origins: string[];
  title: string;
  /** #rrggbb; null: the product's own. */
  accent: string | null;
  logo_url: string;
  greeting: string;
  privacy_text: string;
  complaint_text: string;
  /** The same for who reads English; empty: as above. */
  greeting_en: string;
  privacy_text_en: string;
  complaint_text_en: string;
  /** Keys of published knowledge entries. */
  faq: string[];
  features: Record<SiteFeature, boolean>;
}

export type NewSite = SiteInput & { key: string };

/** A place where the web chat is embedded, and how a visit begins there. */
export interface Site extends SiteInput {
  key: string;
  kind: "web" | "app";
  app_bundles: string[];
  has_identity_key: boolean;
  pre_chat: PreChat;
  invitations: Invitation[];
}

/** A native app that was let in; its secrets are shown this once. */
export interface AdmittedApp {
  site: Site;
  app_key: string;
  identity_secret: string;
}

/** `identity_key`: a new key that signs identities, shown this once; null when none was made. */
export interface SiteSaved extends Site {
  identity_key: string | null;
}

export interface DispositionSettings {
  id: Id;
  code: string;
  name: string;
  name_en: string;
  parent_id: Id | null;
  position: number;
  retired: boolean;
}

export interface NewDisposition {
  code: string;
  name: string;
  name_en: string;
  parent_id: Id | null;
}

export type DispositionPatch = Partial<Pick<DispositionSettings, "name" | "name_en" | "position" | "retired">>;

export interface ConsentWords {
  title: string;
  body: string;
}

export type PreChatKey = "name" | "phone" | "email" | "topic";

export interface PreChat {
  enabled: boolean;
  skippable: boolean;
  fields: { key: PreChatKey; required: boolean }[];
  topics: string[];
  purposes: string[];
}

export interface Invitation {
  text: string;
  text_en: string;
  pages: string[];
  delay_s: number;
  per_day: number;
}

export interface ConsentText {
  purpose: string;
  version: number;
  locale: string;
  title: string;
  body: string;
  at: Time;
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

/** `detail`: in the reader's language; `codes`: what it is made of. */
export interface SystemHealth {
  ready?: boolean;
  checks: { name: string; ok: boolean; detail: string; codes: string[] }[];
  degraded: string[];
}

/** A notification of an app that went nowhere. `shown`: no later one of the conversation took its place. */
export interface LocalPush {
  id: string;
  at: string;
  site: string;
  platform: "ios" | "android" | "harmony" | "other";
  handset: string;
  title: string;
  body: string;
  data: Record<string, string>;
  shown: boolean;
}

/** A mail in the demo's mailboxes. */
export interface LocalMail {
  id: string;
  account: string;
  direction: "in" | "out";
  at: string;
  sender: string;
  recipient: string;
  subject: string;
  text: string;
  files: string[];
}

export interface LocalMails {
  mailboxes: { account: string; name: string; address: string }[];
  mails: LocalMail[];
}

export interface WrittenMail {
  account: string;
  sender: string;
  subject: string;
  text: string;
  answers?: string;
}

/** A text message in the demo's outbox; `in` is what the telephone wrote. */
export interface LocalSms {
  id: string;
  at: string;
  purpose: string;
  direction: "in" | "out";
  phone: string;
  text: string;
  encoding: "gsm7" | "ucs2";
  segments: number;
}

/** What a telephone of the demo writes; `id` is the writer's own. */
export interface WrittenSms {
  id: string;
  phone: string;
  text: string;
}

/** `wrong`: why it cannot be used now, null when it answers and takes our signature. */
export interface PushGateway {
  host: string;
  wrong: string | null;
}

export interface TestPush {
  outcome: "sent" | "device_gone" | "refused" | "later";
  reason: string | null;
}
