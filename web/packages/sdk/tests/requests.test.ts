import { describe, expect, it } from "vitest";
import { conversation } from "./fakes.ts";
import { api, open, tick } from "./world.ts";

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
    expect(chat.state.notice?.code).toBe("request_failed");
  });
});
