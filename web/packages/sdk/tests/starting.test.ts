import { describe, expect, it } from "vitest";
import { conversation, CONFIG, FakeSocket, message } from "./fakes.ts";
import { accept, api, open, texts, tick } from "./world.ts";

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
    expect(chat.state).toMatchObject({ phase: "failed", failure: "load_failed" });
    api.handlers["GET /web/config"] = () => ({ body: CONFIG });
    chat.retryLink();
    await tick(10);
    expect(chat.state.phase).toBe("ready");
  });

  it("works when storage is blocked", async () => {
    const no = (): never => {
      throw new Error("blocked");
    };
    const chat = open({ environment: { storage: { length: 0, key: no, getItem: no, setItem: no, removeItem: no } } });
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
