import { describe, expect, it } from "vitest";
import { blockOf } from "../src/index.ts";
import { conversation } from "./fakes.ts";
import { accept, api, open, texts, tick } from "./world.ts";

const until = (ms: number) => new Date(Date.now() + ms).toISOString();
const refuse = (end: string | null) => () => ({ status: 403, body: { code: "customer_blocked", detail: "您暂时不能发送", until: end } });

describe("blocked", () => {
  it("keeps the refused text, with the API's words, and sends it when the block is over", async () => {
    const chat = open();
    await chat.start();
    api.handlers["POST /web/conversations/c1/messages"] = refuse(until(60_000));
    chat.send({ text: "在吗" });
    await tick(10);
    expect(chat.state.outbox[0]).toMatchObject({ state: "failed", payload: { text: "在吗" }, error: { detail: "您暂时不能发送" } });
    expect(blockOf(chat.state)).not.toBeNull();
    await tick(60_001);
    expect(blockOf(chat.state)).toBeNull();
    api.handlers["POST /web/conversations/c1/messages"] = accept;
    chat.retry(chat.state.outbox[0]!.client_id);
    await tick(10);
    expect(texts(chat)).toEqual(["在吗"]);
    expect(chat.state.blocked).toBeNull();
  });

  it("is known from the conversation after a reload, for good too", async () => {
    api.handlers["GET /web/conversation"] = () => ({ body: conversation({ last_seq: 1, blocked: { until: null } }) });
    const first = open();
    await first.start();
    first.destroy();
    const chat = open();
    await chat.start();
    await tick(10);
    expect(blockOf(chat.state)).toEqual({ until: null });
    chat.store.set({ blocked: { until: until(-1) } });
    expect(blockOf(chat.state)).toBeNull();
  });

  it("knows it too where no conversation may begin", async () => {
    const chat = open();
    await chat.start();
    api.handlers["POST /web/conversations"] = refuse(null);
    expect(await chat.requests.person()).toBe(false);
    expect(chat.state.notice?.code).toBe("blocked");
    expect(blockOf(chat.state)).toEqual({ until: null });
  });

  it("takes a complaint all the same, once", async () => {
    const chat = open();
    await chat.start();
    chat.store.set({ blocked: { until: null } });
    api.handlers["POST /web/complaints"] = () => ({ status: 201, body: { conversation_id: "c1" } });
    const note = { contact: "13800000000", text: "多扣了一期" };
    const answers = await Promise.all([chat.requests.complain(note, "complain-01"), chat.requests.complain(note, "complain-01")]);
    expect(answers).toEqual([true, false]);
    expect(api.of("POST", "/web/complaints").map((c) => c.body)).toEqual([{ ...note, client_id: "complain-01" }]);
  });
});
