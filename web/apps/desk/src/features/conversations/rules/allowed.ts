import type { ConversationDetail, Row } from "@tandem/api";

/** The verbs of `allowed`. */
export type Action =
  | "reply" | "note" | "claim" | "assign" | "transfer" | "requeue" | "handback" | "takeover" | "snooze" | "unsnooze"
  | "resolve" | "reopen" | "continue" | "priority" | "labels" | "block" | "transcript";

export function may(detail: ConversationDetail | undefined, action: Action): boolean {
  return detail?.allowed.includes(action) ?? false;
}

/** Why the reply field is closed, or what replying will do; null when there is nothing to say. */
export function replyNotice(detail: ConversationDetail, me: string): "bot" | "botClosed" | "queue" | "other" | "resolved" | "none" | null {
  if (detail.status === "resolved") return "resolved";
  if (detail.agent) return detail.agent?.id === me ? null : "other";
  if (detail.controller === "queue") return "queue";
  if (may(detail, "reply")) return "bot";
  return may(detail, "claim") ? "botClosed" : "none";
}

export function isMine(row: Pick<Row, "agent" | "controller">, me: string): boolean {
  return row.controller === "agent" && row.agent?.id === me;
}

const TEXT_LIMIT = 10_000;

/** What keeps a text from being sent. */
export function textFault(text: string, open: readonly string[]): "empty" | "long" | "open" | null {
  if (text.trim() === "") return "empty";
  if ([...text].length > TEXT_LIMIT) return "long";
  return open.length > 0 ? "open" : null;
}
