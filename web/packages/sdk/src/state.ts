import type { OutboxItem } from "@tandem/realtime";
import type { Locale } from "./locale.ts";
import type { Block, Conversation, Draft, Message, Role, SiteConfig } from "./types.ts";
import { UNPROVEN, type Proving } from "./verifying.ts";

/** off: nothing to listen to yet · lost: dropped and retrying · offline: the device has no network. */
export type Link = "off" | "connecting" | "live" | "lost" | "offline";

export interface Upload {
  client_id: string;
  file: File;
  /** Object URL for an image's thumbnail. */
  preview: string | null;
  /** Makes the sound file a voice note. */
  duration_ms: number | null;
  created_at: string;
  share: number;
  state: "waiting" | "uploading" | "failed";
  error: NoticeCode | null;
}

/** Small things that went wrong, for which the chat has no place of its own. */
export type NoticeCode = "file_empty" | "file_too_large" | "file_type" | "upload_failed" | "feature_off" | "voice_off" | "voice_empty" | "request_failed" | "blocked";

/** Something to tell the customer once, in the app's words. Each has another `id`; hosts may make their own codes. */
export interface Notice {
  id: number;
  code: string;
  params?: Record<string, string | number>;
}

/** Why nothing could be begun: unreachable and the like · no such site · only signed-in people are served. */
export type Failure = "load_failed" | "not_found" | "sign_in";

export type Busy = "handoff" | "leave" | "rate" | "renew" | "offline" | "consent" | "follow" | "elsewhere";

export interface ChatState {
  phase: "idle" | "loading" | "ready" | "failed";
  failure: Failure | null;
  locale: Locale;
  config: SiteConfig | null;
  conversation: Conversation | null;
  messages: readonly Message[];
  outbox: readonly OutboxItem<Draft>[];
  uploads: readonly Upload[];
  earlier: "none" | "more" | "loading" | "failed";
  link: Link;
  typing: { role: Role; name: string | null } | null;
  /** Until when the API asked us to slow down, epoch ms. */
  limitedUntil: number;
  blocked: Block | null;
  /** The site asks something before the first message. */
  preChat: boolean;
  proving: Proving;
  /** What this customer said about bot answers, by message id. */
  feedback: Readonly<Record<string, boolean>>;
  unread: number;
  busy: Readonly<Partial<Record<Busy, boolean>>>;
  notice: Notice | null;
}

export function initialState(locale: Locale): ChatState {
  return {
    phase: "idle",
    failure: null,
    locale,
    config: null,
    conversation: null,
    messages: [],
    outbox: [],
    uploads: [],
    earlier: "none",
    link: "off",
    typing: null,
    limitedUntil: 0,
    blocked: null,
    preChat: false,
    proving: UNPROVEN,
    feedback: {},
    unread: 0,
    busy: {},
    notice: null,
  };
}

/** Customers never see staff notes or staff-only events, should one slip through. */
export function isForCustomer(message: Message): boolean {
  return (message.kind as string) !== "note" && (message.payload as { audience?: string } | undefined)?.audience !== "staff";
}

/** Messages of the other side after what the customer has read. System lines do not count. */
export function countUnread(messages: readonly Message[], readSeq: number): number {
  return messages.filter((m) => m.seq > readSeq && (m.role === "bot" || m.role === "agent") && isForCustomer(m)).length;
}

/** The block that stands now. One whose time is over is none, told or not. */
export function blockOf({ blocked }: ChatState): Block | null {
  return blocked && (blocked.until === null || Date.parse(blocked.until) > Date.now()) ? blocked : null;
}

export function controllerOf(state: ChatState): "bot" | "queue" | "agent" {
  const controller = state.conversation?.controller;
  return controller === "queue" || controller === "agent" ? controller : "bot";
}

/** A rating is asked for after resolution or when an agent requests it, until it is given. */
export function ratingWanted({ conversation, config }: ChatState): boolean {
  if (!conversation || conversation.rating || config?.features.rating === false) return false;
  return conversation.status === "resolved" || conversation.rating_requested;
}
