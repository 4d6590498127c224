import type { Id, Ref, Time } from "./common.ts";

export type Permission =
  | "conversations.read.own" | "conversations.read.team" | "conversations.read.all" | "conversations.reply"
  | "conversations.claim" | "conversations.assign" | "conversations.takeover" | "board.read"
  | "knowledge.read" | "knowledge.edit" | "knowledge.review" | "knowledge.publish"
  | "staff.read" | "staff.manage" | "audit.read" | "settings.manage" | "presence.manage" | "bot.trial" | "drafts.decide" | "customers.block" | "customers.unblock" | "customers.consent" | "training.read" | "training.manage"
  | "loans.read" | "loans.act" | "loans.override"
  | "customers.read" | "customers.unmask" | "customers.merge" | "customers.merge_proven" | "customers.privacy" | "customers.tag" | "portraits.read" | "portraits.edit" | "portraits.publish" | "integrations.manage";

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
  /** The password is one that somebody else chose: nothing but setting another is answered. */
  must_set_password?: boolean;
}

/** One of one's own log-ins. */
export interface LogIn {
  id: Id;
  created_at: Time;
  last_seen_at: Time;
  user_agent: string | null;
  current: boolean;
}

export interface Session {
  csrf_token: string;
  staff: Me;
  expires_at: Time;
}
