import { describe, expect, it, vi } from "vitest";
import type { Chat, Message } from "../src/index.ts";
import { conversation, FakeSocket, message } from "./fakes.ts";
import { api, counting, open, tick } from "./world.ts";

const heard = (chat: Chat): string[] => {
  const texts: string[] = [];
  chat.on("message", (m: Message) => texts.push(m.text));
  return texts;
};
const say = (m: object) => FakeSocket.last.say({ type: "message", message: m });

describe("events", () => {
  it("tell of each new message once: not of history, not of repeats, own ones too", async () => {
    api.handlers["GET /web/conversation"] = () => ({ body: conversation({ last_seq: 2 }) });
    api.handlers["GET /web/conversations/c1/messages"] = () => ({ body: { items: [message(1), message(2)], has_more: false } });
    const chat = open();
    const texts = heard(chat);
    await chat.start();
    FakeSocket.last.ready({ conversation: conversation({ last_seq: 2 }) });
    say(message(3));
    say(message(3));
    counting.from(3);
    chat.send({ text: "谢谢" });
    await tick(10);
    expect(texts).toEqual(["t3", "谢谢"]);
  });

  it("come late but come for a message that its successor overtook", async () => {
    const chat = open();
    await chat.start();
    const texts = heard(chat);
    counting.from(1); // the agent's message 1 is under way while ours, 2, is answered
    chat.send({ text: "在吗" });
    await tick(10);
    FakeSocket.last.ready();
    say(message(1));
    await tick();
    expect(texts).toEqual(["在吗", "t1"]);
    expect(chat.state.messages.map((m) => m.seq)).toEqual([1, 2]);
  });

  it("say what failed, who the person is, and that they are forgotten", async () => {
    const chat = open();
    const told: unknown[] = [];
    chat.on("customer", ({ id }) => told.push(id));
    chat.on("failed", ({ code }) => told.push(code));
    chat.on("reset", () => told.push("reset"));
    await chat.start();
    api.handlers["POST /web/conversations/c1/messages"] = () => ({ status: 422, body: { code: "message_too_long" } });
    chat.send({ text: "长" });
    await tick(10);
    await chat.setUser("jwt");
    chat.reset();
    expect(told).toEqual(["p1", "message_too_long", "signed", "reset"]);
  });

  it("end when they are ended, and one bad listener does not silence the others", async () => {
    const complained = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const chat = open();
    const told: string[] = [];
    chat.on("ready", () => {
      throw new Error("mine");
    });
    chat.on("ready", () => told.push("kept"));
    chat.on("ready", () => told.push("ended"))();
    await chat.start();
    await tick();
    expect(told).toEqual(["kept"]);
    expect(complained).toHaveBeenCalledOnce();
    complained.mockRestore();
  });

  it("say why nothing could be begun, and signing in then begins it", async () => {
    const usual = api.handlers["POST /web/sessions"]!;
    api.handlers["POST /web/sessions"] = (call) => (call.body["identity"] ? usual(call) : { status: 401, body: { code: "identity_required" } });
    const chat = open();
    const told: string[] = [];
    chat.on("error", ({ code }) => told.push(code));
    await chat.start();
    await tick();
    await chat.setUser("jwt");
    expect(told).toEqual(["sign_in"]);
    expect(chat.state.phase).toBe("ready");
  });
});

describe("an app in the background", () => {
  it("has no socket, and catches up in front", async () => {
    const chat = open();
    await chat.start();
    chat.send({ text: "hi" });
    await tick(10);
    FakeSocket.last.ready({ conversation: conversation({ last_seq: 1 }) });
    chat.pause();
    expect(chat.state.link).toBe("off");
    const before = FakeSocket.all.length;
    await tick(60_000);
    expect(FakeSocket.all.length).toBe(before);
    chat.resume();
    FakeSocket.last.ready();
    expect(FakeSocket.last.sent[0]).toMatchObject({ type: "hello", conversation_id: "c1" });
  });

  it("stays without a socket though a reload was under way", async () => {
    const chat = open();
    await chat.start();
    await tick(10);
    const signing = chat.setUser("jwt"); // what is shown belongs to another person now: it is loaded anew
    chat.pause();
    await signing;
    await tick(10);
    const before = FakeSocket.all.length;
    await tick(60_000);
    expect([chat.state.link, FakeSocket.all.length]).toEqual(["off", before]);
    chat.resume();
    expect(FakeSocket.all.length).toBe(before + 1);
  });
});
