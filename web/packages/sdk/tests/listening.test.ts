import { describe, expect, it } from "vitest";
import type { Chat } from "../src/index.ts";
import { conversation, FakeSocket, message } from "./fakes.ts";
import { api, counting, open, texts, tick } from "./world.ts";

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
    counting.from(2); // the agent's message 2 was stored before ours, 3
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
    say({ ...message(2), kind: "note" });
    say({ ...message(3, { kind: "system", role: "system" }), payload: { event: "x", audience: "staff" } });
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
