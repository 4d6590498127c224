import type { Id, Time } from "./common.ts";

export type KeyState = "active" | "expired" | "revoked";

/** What a program signs in with; `shown` is its beginning. */
export interface ApiKey {
  id: Id;
  name: string;
  shown: string;
  scopes: string[];
  per_minute: number;
  state: KeyState;
  created_at: Time;
  created_by: string;
  expires_at: Time | null;
  last_used_at: Time | null;
  revoked_at: Time | null;
  revoked_by: string | null;
}

export interface NewApiKey {
  name: string;
  scopes: string[];
  expires_at: Time | null;
  per_minute: number;
}

export interface ApiScope {
  key: string;
  title: string;
  permissions: string[];
  grantable: boolean;
}

export type WebhookState = "active" | "failing" | "paused" | "resting";

export interface Webhook {
  id: Id;
  name: string;
  url: string;
  event_types: string[];
  discloses: string[];
  state: WebhookState;
  rested_for: "failing" | "gone" | null;
  created_at: Time;
  created_by: string;
  paused_at: Time | null;
  rested_at: Time | null;
  failing_since: Time | null;
  last_delivered_at: Time | null;
  last_failed_at: Time | null;
  last_error: string | null;
  former_secret_until: Time | null;
  open: number;
  oldest_at: Time | null;
  dead: number;
  delivered: number;
}

export interface WebhookInput {
  name: string;
  url: string;
  event_types: string[];
  discloses: string[];
}

export type DeliveryState = "queued" | "sending" | "delivered" | "dead";

export interface Delivery {
  id: Id;
  webhook_id: string;
  event_type: string;
  subject_id: Id | null;
  created_at: Time;
  state: DeliveryState;
  state_at: Time;
  tries: number;
  due_at: Time | null;
  error: string | null;
  status: number | null;
  resent: boolean;
}

export interface DeliveryAttempt {
  number: number;
  at: Time;
  ms: number;
  status: number | null;
  error: string | null;
  answer: string | null;
  answer_whole: boolean | null;
}

export interface DeliveryDetail extends Delivery {
  body: Record<string, unknown> | null;
  attempts: DeliveryAttempt[];
}

export interface WebhookEvent {
  type: string;
  version: number;
  title: string;
  description: string;
  discloses: string[];
  json_schema: Record<string, unknown>;
  example: Record<string, unknown>;
}
