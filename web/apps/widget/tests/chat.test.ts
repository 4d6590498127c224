import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat } from "../src/chat/chat.ts";
import { conversation, CONFIG, FakeApi, FakeSocket, message } from "./fakes.ts";

let api: FakeApi;
let chats: Chat[];
const open = (over = {}): Chat => {
  const chat = new Chat({ origin: "https://x.test", site: "demo", locale: "zh-CN", ...over });
  chats.push(chat);
  return chat;
};
const tick = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const texts = (chat: Chat) => chat.state.messages.map((m) => m.text);
let seq = 0;
const accept = (call: { body: Record<string, unknown> }) => {
  seq += 1;
  return { status: 201, body: message(seq, { role: "customer", author: null, client_id: String(call.body["client_id"]), text: String(call.body["text"] ?? "") }) };
};

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  api = new FakeApi();
  api.install();
  FakeSocket.all = [];
  chats = [];
  seq = 0;
  vi.stubGlobal("WebSocket", FakeSocket);
  api.handlers["POST /web/conversations/c1/messages"] = accept;
});
afterEach(() => {
  chats.forEach((c) => c.destroy());
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("starting", () => {
  it("asks nothing about the person until started", async () => {
    const chat = open();
    await chat.configure();
    expect(api.calls.map((c) => c.path)).toEqual(["/web/config?site=demo"]);
  });

  it("opens no conversation before the first message, and asks for none a new person cannot have", async () => {
    const chat = open();
    await chat.start();
    expect(chat.state.phase).toBe("ready");
    expect(api.calls.map((c) => `${c.method} ${c.path}`)).toEqual(["GET /web/config?site=demo", "POST /web/sessions"]);
  });

  it("resumes after a reload with the kept token and the newest page", async () => {
    const first = open();
    await first.start();
    first.destroy();
    api.handlers["GET /web/conversation"] = () => ({ body: conversation({ last_seq: 3 }) });
    api.handlers["GET /web/conversations/c1/messages"] = () => ({ body: { items: [message(2), message(3)], has_more: true } });
    const second = open();
    await second.start();
    expect(api.of("POST", "/web/sessions")).toHaveLength(1);
    expect(texts(second)).toEqual(["t2", "t3"]);
    expect(second.state.earlier).toBe("more");
    FakeSocket.last.ready();
    expect(FakeSocket.last.sent[0]).toMatchObject({ type: "hello", token: "tok1", conversation_id: "c1", after: 3 });
  });

  it("says what failed and starts again by hand", async () => {
    api.handlers["GET /web/config"] = () => new TypeError("down");
    const chat = open();
    const started = chat.start();
    await tick(20_000);
    await started;
    expect(chat.state).toMatchObject({ phase: "failed", failure: "net.load_failed" });
    api.handlers["GET /web/config"] = () => ({ body: CONFIG });
    chat.retryLink();
    await tick(10);
    expect(chat.state.phase).toBe("ready");
  });

  it("works when storage is blocked", async () => {
    vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => { throw new Error("blocked"); }, removeItem: () => undefined });
    const chat = open();
    await chat.start();
    chat.send({ text: "hi" });
    await tick(10);
    expect(texts(chat)).toEqual(["hi"]);
  });

  it("renews a refused token once and carries on as the same person", async () => {
    const chat = open();
    await chat.start();
    let refused = 0;
    api.handlers["POST /web/conversations/c1/messages"] = (call) => {
      if (call.token === "tok1") {
        refused += 1;
        return { status: 401, body: { code: "bad_token" } };
      }
      return accept(call);
    };
    chat.send({ text: "hi" });
    await tick(10);
    expect(refused).toBe(1);
    expect(api.of("POST", "/web/sessions")[1]!.body["resume"]).toBe("tok1");
    expect(texts(chat)).toEqual(["hi"]);
  });
});

describe("sending", () => {
  it("shows a message at once, then as sent, one bubble all along", async () => {
    const chat = open();
    await chat.start();
    chat.send({ text: "怎么提前还款" });
    expect(chat.state.outbox.map((o) => o.payload.text)).toEqual(["怎么提前还款"]);
    await tick(10);
    expect(chat.state.outbox).toEqual([]);
    expect(texts(chat)).toEqual(["怎么提前还款"]);
    FakeSocket.last.ready({ conversation: conversation({ last_seq: 1 }) });
    FakeSocket.last.say({ type: "message", message: chat.state.messages[0] });
    expect(texts(chat)).toHaveLength(1);
  });

  it("opens one conversation for two messages sent at once, and keeps their order", async () => {
    const chat = open();
    await chat.start();
    chat.send({ text: "一" });
    chat.send({ text: "二" });
    await tick(10);
    expect(api.of("POST", "/web/conversations").filter((c) => c.path === "/web/conversations")).toHaveLength(1);
    expect(texts(chat)).toEqual(["一", "二"]);
  });

  it("tells a socket that was up before the conversation", async () => {
    const chat = open();
    await chat.start();
    FakeSocket.last.ready();
    chat.send({ text: "一" });
    await tick(10);
    expect(FakeSocket.last.sent).toContainEqual({ type: "subscribe", conversation_id: "c1", after: 0 });
  });

  it("waits out a 429 and sends the same client id again", async () => {
    const chat = open();
    await chat.start();
    api.handlers["POST /web/conversations/c1/messages"] = (call) =>
      api.of("POST", "/web/conversations/c1/messages").length === 1 ? { status: 429, body: { code: "too_many" }, headers: { "Retry-After": "7" } } : accept(call);
    chat.send({ text: "hi" });
    await tick(10);
    expect(chat.state.limitedUntil - Date.now()).toBeGreaterThan(6_000);
    await tick(6_000);
    expect(texts(chat)).toEqual([]);
    await tick(1_500);
    expect(texts(chat)).toEqual(["hi"]);
    const ids = api.of("POST", "/web/conversations/c1/messages").map((c) => c.body["client_id"]);
    expect(ids[0]).toBe(ids[1]);
  });

  it("retries through a database that went away", async () => {
    const chat = open();
    await chat.start();
    api.handlers["POST /web/conversations/c1/messages"] = (call) =>
      api.of("POST", "/web/conversations/c1/messages").length <= 3 ? { status: 503, body: { code: "unavailable" }, headers: { "Retry-After": "1" } } : accept(call);
    chat.send({ text: "hi" });
    await tick(3_500);
    expect(texts(chat)).toEqual(["hi"]);
  });

  it("keeps unsent messages over a reload and sends them then", async () => {
    const first = open();
    await first.start();
    api.handlers["POST /web/conversations/c1/messages"] = () => new TypeError("network");
    first.send({ text: "没发出去" });
    await tick(10);
    first.destroy();
    api.handlers["POST /web/conversations/c1/messages"] = accept;
    const second = open();
    expect(second.state.outbox.map((o) => o.payload.text)).toEqual(["没发出去"]);
    await second.start();
    await tick(10);
    expect(texts(second)).toEqual(["没发出去"]);
  });

  it("shows a refused message as failed, with the API's words, and retries it by hand", async () => {
    const chat = open();
    await chat.start();
    api.handlers["POST /web/conversations/c1/messages"] = () => ({ status: 422, body: { code: "too_long", detail: "太长" } });
    chat.send({ text: "hi" });
    await tick(10);
    expect(chat.state.outbox[0]).toMatchObject({ state: "failed", error: { code: "too_long", detail: "太长" } });
    api.handlers["POST /web/conversations/c1/messages"] = accept;
    chat.retry(chat.state.outbox[0]!.client_id);
    await tick(10);
    expect(texts(chat)).toEqual(["hi"]);
  });

  it("moves to a new conversation when the old one is closed for good", async () => {
    const chat = open();
    await chat.start();
    chat.send({ text: "一" });
    await tick(10);
    api.handlers["POST /web/conversations/c1/messages"] = () => ({ status: 409, body: { code: "conversation_closed" } });
    api.handlers["POST /web/conversations"] = () => ({ status: 201, body: conversation({ id: "c2" }) });
    api.handlers["POST /web/conversations/c2/messages"] = (call) => ({ status: 201, body: { ...accept(call).body, conversation_id: "c2" } });
    chat.send({ text: "二" });
    await tick(10);
    expect(chat.state.conversation?.id).toBe("c2");
    expect(texts(chat)).toEqual(["二"]);
  });

  it("does not ask for ever when a 404 is about something else", async () => {
    const chat = open();
    await chat.start();
    api.handlers["POST /web/conversations/c1/messages"] = () => ({ status: 404, body: { code: "unknown_attachment" } });
    chat.send({ text: "hi" });
    await tick(1_000);
    expect(api.of("POST", "/web/conversations/c1/messages")).toHaveLength(1);
    expect(chat.state.outbox[0]!.state).toBe("failed");
  });
});

describe("listening", () => {
  const listening = async (): Promise<Chat> => {
    const chat = open();
    await chat.start();
    chat.send({ text: "hi" });
    await tick(10);
    FakeSocket.last.ready({ conversation: conversation({ last_seq: 1, controller: "agent" }) });
    return chat;
  };
  const say = (m: object) => FakeSocket.last.say({ type: "message", message: m });

  it("misses nothing and doubles nothing over a reconnect", async () => {
    const chat = await listening();
    say(message(2));
    say(message(4));
    FakeSocket.last.onclose?.({ code: 1006, reason: "" });
    await tick(600);
    FakeSocket.last.ready();
    expect(FakeSocket.last.sent[0]).toMatchObject({ after: 4 });
    for (const n of [4, 5, 6]) say(message(n));
    expect(texts(chat)).toEqual(["hi", "t2", "t4", "t5", "t6"]);
  });

  it("resumes before its own echo when the other side's message is still under way", async () => {
    const chat = await listening();
    seq = 2; // the agent's message 2 was stored before ours, 3
    chat.send({ text: "again" });
    await tick(10);
    FakeSocket.last.onclose?.({ code: 1006, reason: "" });
    await tick(600);
    FakeSocket.last.ready();
    expect(FakeSocket.last.sent[0]!["after"]).toBeLessThan(2);
    say(message(2));
    expect(texts(chat)).toEqual(["hi", "t2", "again"]);
  });

  it("counts unread until seen, and reports what was seen once", async () => {
    const chat = await listening();
    say(message(2));
    say(message(3, { kind: "system", role: "system" }));
    expect(chat.state.unread).toBe(1);
    chat.seen();
    chat.seen();
    expect(chat.state.unread).toBe(0);
    expect(FakeSocket.last.sent.filter((f) => f.type === "read")).toEqual([{ type: "read", conversation_id: "c1", seq: 3 }]);
  });

  it("never shows what is for staff", async () => {
    const chat = await listening();
    say(message(2, { kind: "note" }));
    say(message(3, { kind: "system", role: "system", payload: { event: "x", audience: "staff" } }));
    expect(texts(chat)).toEqual(["hi"]);
    expect(chat.state.unread).toBe(0);
  });

  it("shows typing by the server's clock, and ends it with the message", async () => {
    const chat = await listening();
    FakeSocket.last.say({ type: "ready", server_time: new Date(Date.now() - 3_600_000).toISOString() });
    FakeSocket.last.say({ type: "typing", role: "agent", name: "李娜", until: new Date(Date.now() - 3_600_000 + 5_000).toISOString() });
    expect(chat.state.typing).toEqual({ role: "agent", name: "李娜" });
    await tick(5_100);
    expect(chat.state.typing).toBeNull();
    FakeSocket.last.say({ type: "typing", role: "agent", until: new Date(Date.now() - 3_600_000 + 5_000).toISOString() });
    say(message(2));
    expect(chat.state.typing).toBeNull();
  });

  it("keeps what was read when an older conversation frame comes late", async () => {
    const chat = await listening();
    FakeSocket.last.say({ type: "read", role: "agent", seq: 1 });
    FakeSocket.last.say({ type: "conversation", conversation: conversation({ agent_read_seq: 0, controller: "agent" }) });
    expect(chat.state.conversation?.agent_read_seq).toBe(1);
  });

  it("polls while there is no socket to be had", async () => {
    const chat = await listening();
    api.handlers["GET /web/conversations/c1/messages"] = () => ({ body: { items: [message(2)], has_more: false } });
    FakeSocket.last.onclose?.({ code: 1006, reason: "" });
    await tick(2_000);
    expect(chat.state.link).toBe("lost");
    await tick(5_000);
    expect(texts(chat)).toEqual(["hi", "t2"]);
  });

  it("renews the token when the socket refuses it, without a storm", async () => {
    await listening();
    const before = FakeSocket.all.length;
    for (let i = 0; i < 5; i += 1) {
      FakeSocket.last.onopen?.();
      FakeSocket.last.onclose?.({ code: 4401, reason: "" });
      await tick(1_000);
    }
    expect(FakeSocket.all.length - before).toBeLessThanOrEqual(2);
    expect(api.of("POST", "/web/sessions").length).toBeGreaterThan(1);
  });

  it("loads older pages above, keeping the resume point", async () => {
    const chat = await listening();
    api.handlers["GET /web/conversations/c1/messages"] = () => ({ body: { items: [message(-1), message(0, { id: "m0" })], has_more: false } });
    chat.store.set({ earlier: "more" });
    chat.earlier();
    await tick(10);
    expect(texts(chat)).toEqual(["t-1", "t0", "hi"]);
    expect(chat.state.earlier).toBe("none");
  });
});

describe("requests", () => {
  it("a double click asks for a person once", async () => {
    const chat = open();
    await chat.start();
    api.handlers["POST /web/conversations/c1/handoff"] = () => ({ status: 201, body: conversation({ controller: "queue", queue: { position: 2, estimate_s: 60 } }) });
    const answers = await Promise.all([chat.requests.person(), chat.requests.person()]);
    expect(answers).toEqual([true, false]);
    expect(api.of("POST", "/web/conversations/c1/handoff")).toHaveLength(1);
    expect(chat.state.conversation?.controller).toBe("queue");
  });

  it("leaves the queue", async () => {
    const chat = open();
    await chat.start();
    api.handlers["POST /web/conversations/c1/handoff"] = () => ({ status: 201, body: conversation({ controller: "queue" }) });
    api.handlers["DELETE /web/conversations/c1/handoff"] = () => ({ status: 204 });
    api.handlers["GET /web/conversations/c1/messages"] = () => ({ body: { items: [], has_more: false } });
    await chat.requests.person();
    await chat.requests.leaveQueue();
    expect(chat.state.conversation?.controller).toBe("bot");
  });

  it("takes back a verdict the API did not take", async () => {
    const chat = open();
    await chat.start();
    chat.send({ text: "hi" });
    await tick(10);
    api.handlers["POST /web/conversations/c1/feedback"] = () => ({ status: 422, body: { code: "invalid" } });
    chat.requests.feedback("m1", true);
    expect(chat.state.feedback).toEqual({ m1: true });
    await tick(10);
    expect(chat.state.feedback).toEqual({});
    expect(chat.state.toast?.key).toBe("error.generic");
  });
});

describe("identity", () => {
  it("signs in although the anonymous token is beyond resuming", async () => {
    const chat = open();
    await chat.start();
    const usual = api.handlers["POST /web/sessions"]!;
    api.handlers["POST /web/sessions"] = (call) => (call.body["resume"] ? { status: 401, body: { code: "bad_token" } } : usual(call));
    await chat.setUser("jwt");
    expect(chat.session.current?.customer.id).toBe("signed");
  });

  it("passes a refused identity on to the host page", async () => {
    const chat = open();
    await chat.start();
    api.handlers["POST /web/sessions"] = () => ({ status: 401, body: { code: "bad_identity" } });
    await expect(chat.setUser("forged")).rejects.toMatchObject({ code: "bad_identity" });
    expect(chat.session.current?.token).toBe("tok1");
  });

  it("goes on unnamed when the identity it began with is refused", async () => {
    const usual = api.handlers["POST /web/sessions"]!;
    api.handlers["POST /web/sessions"] = (call) => (call.body["identity"] ? { status: 401, body: { code: "bad_identity" } } : usual(call));
    const chat = open({ identity: "forged" });
    const starting = chat.start();
    await expect(chat.setUser("forged too")).rejects.toMatchObject({ code: "bad_identity" });
    await starting;
    expect(chat.state.phase).toBe("ready");
    expect(chat.session.current?.customer.id).toBe("p1");
  });

  it("says so where only signed-in people are served", async () => {
    api.handlers["POST /web/sessions"] = () => ({ status: 401, body: { code: "identity_required" } });
    const chat = open();
    await chat.start();
    expect(chat.state).toMatchObject({ phase: "failed", failure: "net.sign_in" });
  });

  it("becomes a new person when the old one cannot go on", async () => {
    const first = open();
    await first.start();
    first.destroy();
    const usual = api.handlers["POST /web/sessions"]!;
    api.handlers["POST /web/sessions"] = (call) => (call.body["resume"] ? { status: 401, body: { code: "bad_token" } } : usual(call));
    let asked = 0;
    api.handlers["GET /web/conversation"] = (call) => ((asked += 1), call.token === "tok1" ? { status: 401, body: { code: "bad_token" } } : { status: 404, body: {} });
    const second = open();
    await second.start();
    expect(second.state.phase).toBe("ready");
    expect(second.session.current?.token).toBe("tok2");
    expect(asked).toBe(2);
  });


  it("signs in, keeps the anonymous token for merging, and shows the signed person's conversation", async () => {
    const chat = open();
    await chat.start();
    await chat.setUser("jwt");
    expect(api.of("POST", "/web/sessions")[1]!.body).toMatchObject({ identity: "jwt", resume: "tok1" });
    expect(chat.session.current?.customer.id).toBe("signed");
  });

  it("forgets everything at reset", async () => {
    const chat = open();
    await chat.start();
    chat.send({ text: "hi" });
    await tick(10);
    chat.keepDraft("halb");
    chat.reset();
    expect(chat.state).toMatchObject({ phase: "idle", conversation: null, messages: [], outbox: [] });
    expect(Object.keys(localStorage).filter((k) => k.startsWith("tandem:demo:"))).toEqual([]);
  });
});

describe("files", () => {
  const file = (name: string, type: string, size = 5) => new File(["x".repeat(size)], name, { type });
  it.each([
    [file("a.png", "image/png", 101), "error.file_size"],
    [file("a.exe", "application/x-msdownload"), "error.file_type"],
    [file("a.png", "image/png", 0), "error.file_empty"],
  ])("refuses %s before uploading", async (bad, key) => {
    const chat = open();
    await chat.start();
    chat.attach([bad]);
    expect(chat.state.toast?.key).toBe(key);
    expect(chat.state.uploads).toEqual([]);
  });
});
