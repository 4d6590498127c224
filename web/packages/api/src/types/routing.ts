import type { Id, Ref, Time } from "./common.ts";
import type { Row } from "./conversations.ts";

export interface Counts {
  mine: number;
  /** Not looked at yet. */
  mentioned: number;
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
