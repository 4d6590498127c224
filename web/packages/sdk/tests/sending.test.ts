import { describe, expect, it } from "vitest";
import { conversation, FakeSocket } from "./fakes.ts";
import { accept, api, open, texts, tick } from "./world.ts";

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
