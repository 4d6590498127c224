import type { Id, Ref, Time } from "./common.ts";
import type { Row } from "./conversations.ts";
import type { PresenceState } from "./routing.ts";

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
  /** Whether the reader may look into what this agent holds, and set the state. */
  manageable: boolean;
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
