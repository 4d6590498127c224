import { describe, expect, it } from "vitest";
import { api, open, storage, tick } from "./world.ts";

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
    expect(chat.state).toMatchObject({ phase: "failed", failure: "sign_in" });
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
    expect(storage.length).toBe(0);
  });
});
