// Everything the mock knows, and the few ways to change it.
import { randomUUID } from "node:crypto";

export const uuid = () => randomUUID();
export const iso = (ms = Date.now()) => new Date(ms).toISOString();
export const state = {
  conversations: new Map(), messages: new Map(), offers: new Map(), presence: new Map(), entries: new Map(),
  staff: [], labels: [], queues: [], dispositions: [], canned: [], categories: [], audit: [], preferences: new Map(), series: [],
};

const sockets = new Set();
export const attach = (socket) => sockets.add(socket);
export const detach = (socket) => sockets.delete(socket);
export function broadcast(frame, test = () => true) {
  const text = JSON.stringify(frame);
  for (const s of sockets) if (test(s)) s.ws.send(text);
}

export class Refusal extends Error {
  constructor(status, code, detail, extra = {}) {
    super(detail);
    Object.assign(this, { status, code, extra });
  }
}

export function get(id) {
  const c = state.conversations.get(id);
  if (!c) throw new Refusal(404, "conversation_not_found", "找不到这个会话。");
  return c;
}

/** Marks a conversation changed and tells every desk. */
export function touch(c, change = {}) {
  Object.assign(c, change, { version: c.version + 1, updated_at: iso() });
  broadcast({ type: "row", row: row(c) });
  broadcast({ type: "board" }, (s) => s.topics.has("board"));
}

export function row(c) {
  const { handovers, customer, attributes, wrap_up, rating, customer_read_seq, agent_read_seq, ...rest } = c;
  const { id, name, verified } = customer;
  return { ...rest, customer: { id, name, verified } };
}

export function append(c, message) {
  const list = state.messages.get(c.id);
  const known = message.client_id && list.find((m) => m.client_id === message.client_id);
  if (known) return known;
  const seq = c.last_seq + 1;
  const made = {
    id: uuid(), conversation_id: c.id, seq, client_id: null, kind: "text", author: null, text: "", payload: {}, reply_to: null,
    created_at: iso(), state: message.role === "customer" ? "delivered" : "sent", ...message,
  };
  list.push(made);
  const change = { last_seq: seq };
  if (made.kind !== "system" && made.kind !== "note") {
    change.last_message = { role: made.role, text: made.text || made.payload.attachment?.name || "", at: made.created_at, kind: made.kind };
  }
  if (made.role === "customer") {
    change.unread = c.unread + 1;
    change.waiting_since = c.waiting_since ?? made.created_at;
    if (c.controller === "agent") change.sla = { kind: "next_response", due_at: iso(Date.now() + 90_000), missed: false };
  } else if (made.role === "agent" && made.kind !== "note") Object.assign(change, { unread: 0, waiting_since: null, sla: null });
  broadcast({ type: "message", message: made }, (s) => s.threads.has(c.id));
  touch(c, change);
  return made;
}

export const system = (c, event, data = {}) => append(c, { role: "system", kind: "system", text: event, payload: { event, data } });

export function control(c, to, agent, reason, by) {
  c.handovers.push({ at: iso(), from: c.controller, to, reason, by });
  touch(c, { controller: to, agent: agent ? { id: agent.id, name: agent.name } : null, status: "open" });
}

export function counts(me) {
  const all = [...state.conversations.values()];
  const open = all.filter((c) => c.status === "open");
  const waiting = open.filter((c) => c.controller === "queue");
  return {
    mine: open.filter((c) => c.agent?.id === me.id).length, unassigned: waiting.length, all: open.length,
    snoozed: all.filter((c) => c.status === "snoozed").length, resolved: all.filter((c) => c.status === "resolved").length,
    queues: state.queues.map((q) => ({ queue_id: q.id, waiting: waiting.filter((c) => c.queue.id === q.id).length })),
  };
}

export const loadOf = (id) => [...state.conversations.values()].filter((c) => c.status === "open" && c.agent?.id === id).length;
