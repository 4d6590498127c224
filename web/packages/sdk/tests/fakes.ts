import type { Frame } from "@tandem/realtime";
import type { Conversation, Message, Session, SiteConfig } from "../src/types.ts";

export const CONFIG: SiteConfig = {
  site: "demo", name: "N", brand: { title: "T", accent: "#1f6f5c" }, locale: "zh-CN", open: true, hours_text: "", next_open_at: null,
  limits: { text: 20, attachment_bytes: 100, attachment_types: ["image/png", ".pdf"] }, faq: [{ key: "f", question: "怎么提前还款？" }], faq_categories: [], features: { attachments: true, rating: true, offline: true, typing_preview: false, voice: true }, greeting: "g", privacy_text: "p", complaint_text: "", identity: "anonymous", pre_chat: null, invitations: [],
};

export const conversation = (over: Partial<Conversation> = {}): Conversation => ({
  id: "c1", status: "open", controller: "bot", agent: null, queue: null, last_seq: 0, customer_read_seq: 0, agent_read_seq: 0, opened_at: "2026-01-01T00:00:00Z", rating: null, rating_requested: false, blocked: null, ...over,
});

export const message = (seq: number, over: Partial<Message> = {}): Message => ({
  id: `m${seq}`, conversation_id: "c1", seq, client_id: null, kind: "text", role: "agent", author: { id: "a", name: "李娜" }, text: `t${seq}`, payload: {}, reply_to: null, created_at: "2026-01-01T00:00:00Z", state: "sent", ...over,
});

export interface Call {
  method: string;
  path: string;
  body: Record<string, unknown>;
  token: string | null;
}

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | Error;

/** A scripted API: handlers by "METHOD /path" (longest match wins), every call recorded. */
export class FakeApi {
  calls: Call[] = [];
  tokens = 0;
  handlers: Record<string, (call: Call) => Answer | Promise<Answer>> = {
    "GET /web/config": () => ({ body: CONFIG }),
    "POST /web/sessions": ({ body }) => {
      this.tokens += 1;
      const person = body["identity"] ? "signed" : "p1";
      return { status: 201, body: { token: `tok${this.tokens}`, expires_at: new Date(Date.now() + 3.6e6).toISOString(), customer: { id: person, name: null, verified: false }, conversation_id: null, pre_chat: false } satisfies Session };
    },
    "GET /web/conversation": () => ({ status: 404, body: { code: "no_conversation" } }),
    "POST /web/conversations": () => ({ status: 201, body: conversation() }),
    "GET /web/conversations/c1": () => ({ body: conversation() }),
    "GET /web/conversations/c1/messages": () => ({ body: { items: [], has_more: false } }),
  };

  /** As the global one. */
  install(): void {
    globalThis.fetch = this.fetch;
  }

  readonly fetch = (async (url: string, init: RequestInit) => {
    const path = String(url).replace(/^.*\/api\/v1/, "");
    const headers = init.headers as Record<string, string>;
    const call: Call = { method: init.method ?? "GET", path, body: init.body ? JSON.parse(String(init.body)) : {}, token: headers["Authorization"]?.replace("Bearer ", "") ?? null };
    this.calls.push(call);
    const key = Object.keys(this.handlers).filter((k) => `${call.method} ${path}`.startsWith(k)).sort((a, b) => b.length - a.length)[0];
    const answer = key ? await this.handlers[key]!(call) : { status: 404, body: { code: "not_found" } };
    if (answer instanceof Error) throw answer;
    const status = answer.status ?? 200;
    return new Response(status === 204 ? null : JSON.stringify(answer.body ?? null), { status, headers: answer.headers ?? {} });
  }) as typeof fetch;

  of(method: string, path: string): Call[] {
    return this.calls.filter((c) => c.method === method && c.path.startsWith(path));
  }
}

export class FakeSocket {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.all[FakeSocket.all.length - 1]!;
  }
  onopen: (() => void) | null = null;
  onmessage: ((e: { data: string }) => void) | null = null;
  onclose: ((e: { code: number; reason: string }) => void) | null = null;
  sent: Frame[] = [];
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Frame);
  }
  close(): void {}
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  ready(over: object = {}): void {
    this.onopen?.();
    this.say({ type: "ready", conversation: null, server_time: new Date().toISOString(), ...over });
  }
}

export const soon = (ms = 0): Promise<void> => new Promise((r) => setTimeout(r, ms));
