import { beforeEach, describe, expect, it } from "vitest";
import { memoryStorage } from "../src/index.ts";
import { CONFIG, conversation, FakeSocket } from "./fakes.ts";
import { api, open, texts, tick } from "./world.ts";

const FORM = { skippable: true, fields: [{ key: "name" as const, required: true }], topics: [], consents: [] };
const ANSWERS = { name: "王小满", consents: [] };

const session = (pre_chat: boolean, conversation_id: string | null = null) => () => ({
  status: 201,
  body: { token: "tok", expires_at: new Date(Date.now() + 3.6e6).toISOString(), customer: { id: "p1", name: null, verified: false }, conversation_id, pre_chat },
});

beforeEach(() => {
  api.handlers["GET /web/config"] = () => ({ body: { ...CONFIG, pre_chat: FORM } });
  api.handlers["POST /web/sessions"] = session(true);
});

describe("questions before the chat", () => {
  it("go out with the first message, and not before", async () => {
    const chat = open();
    await chat.start();
    expect(chat.state.preChat).toBe(true);
    chat.answer(ANSWERS);
    expect(chat.state.preChat).toBe(false);
    expect(api.of("POST", "/web/conversations")).toHaveLength(0);
    chat.send({ text: "在吗" });
    await tick(10);
    expect(api.of("POST", "/web/conversations")[0]!.body).toMatchObject({ pre_chat: ANSWERS });
    expect(texts(chat)).toEqual(["在吗"]);
    // Once is enough.
    chat.destroy();
    const again = open();
    await again.start();
    expect(again.state.preChat).toBe(false);
  });

  it("may be put off for the day", async () => {
    const chat = open();
    await chat.start();
    chat.skipPreChat();
    expect(chat.state.preChat).toBe(false);
    chat.destroy();
    const again = open();
    await again.start();
    expect(again.state.preChat).toBe(false);
  });

  it("are not for those who are known or talk already", async () => {
    api.handlers["POST /web/sessions"] = session(false);
    const known = open();
    await known.start();
    expect(known.state.preChat).toBe(false);
    known.destroy();
    api.handlers["POST /web/sessions"] = session(true, "c1");
    api.handlers["GET /web/conversation"] = () => ({ body: conversation() });
    const talking = open({ environment: { storage: memoryStorage() } });
    await talking.start();
    expect(talking.state.conversation?.id).toBe("c1");
    expect(talking.state.preChat).toBe(false);
  });

  it("go out although another tab has opened the conversation", async () => {
    const chat = open();
    await chat.start();
    expect(chat.state.preChat).toBe(true);
    chat.answer(ANSWERS);
    FakeSocket.last.say({ type: "conversation", conversation: conversation() });
    expect(chat.state.conversation?.id).toBe("c1");
    chat.send({ text: "在吗" });
    await tick(10);
    expect(api.of("POST", "/web/conversations").filter((c) => "pre_chat" in c.body)).toHaveLength(1);
    chat.send({ text: "还在吗" });
    await tick(10);
    expect(api.of("POST", "/web/conversations").filter((c) => "pre_chat" in c.body)).toHaveLength(1);
    expect(texts(chat)).toEqual(["在吗", "还在吗"]);
  });

  it("come back when the API wants them, and what was written waits", async () => {
    api.handlers["POST /web/sessions"] = session(false);
    let wanted = true;
    api.handlers["POST /web/conversations"] = ({ body }) =>
      wanted && !body["pre_chat"] ? { status: 422, body: { code: "pre_chat_needed" } } : { status: 201, body: conversation() };
    const chat = open();
    await chat.start();
    chat.send({ text: "在吗" });
    await tick(10);
    expect(chat.state.preChat).toBe(true);
    wanted = false;
    chat.answer(ANSWERS);
    await tick(10);
    expect(texts(chat)).toEqual(["在吗"]);
  });

  it("are asked again when the answers are refused", async () => {
    let refuse = true;
    api.handlers["POST /web/conversations"] = () => (refuse ? { status: 422, body: { code: "consent_text_unknown" } } : { status: 201, body: conversation() });
    const chat = open();
    await chat.start();
    chat.answer(ANSWERS);
    chat.send({ text: "在吗" });
    await tick(10);
    expect(chat.state.preChat).toBe(true);
    refuse = false;
    chat.answer(ANSWERS);
    await tick(10);
    expect(texts(chat)).toEqual(["在吗"]);
  });
});

