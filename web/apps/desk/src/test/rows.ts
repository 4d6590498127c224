import type { Message, Row } from "@tandem/api";

/** A row of a list, for tests. */
export function aRow(patch: Partial<Row> = {}): Row {
  return {
    id: "c1", customer: { id: "p1", name: "张伟", verified: true }, channel: "web", began_in: "web", queue: { id: "q1", name: "还款" }, controller: "agent", status: "open",
    agent: { id: "me", name: "林小满" }, priority: "normal", labels: [], last_message: null, unread: 0, waiting_since: null, opened_at: "2026-11-01T00:00:00Z",
    updated_at: "2026-11-01T00:00:00Z", sla: null, snoozed_until: null, version: 1, last_seq: 1, ...patch,
  };
}

export function aMessage(seq: number, patch: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`, conversation_id: "c1", seq, client_id: null, kind: "text", role: "customer", author: null, text: `text ${seq}`, payload: {},
    created_at: new Date(Date.UTC(2026, 10, 1, 2, seq)).toISOString(), state: "sent", ...patch,
  };
}
