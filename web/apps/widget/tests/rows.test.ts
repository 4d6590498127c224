import { describe, expect, it } from "vitest";
import { initialState, type ChatState, type Conversation, type Message } from "@tandem/sdk";
import { translator } from "../src/i18n/index.ts";
import { rowsOf, type BubbleRow, type Row } from "../src/view/rows.ts";

const t = translator("zh-CN");
const at = (minute: number) => new Date(Date.UTC(2026, 2, 5, 4, minute)).toISOString();
const msg = (seq: number, over: Partial<Message> = {}): Message => ({
  id: `m${seq}`, conversation_id: "c", seq, client_id: null, kind: "text", role: "bot", author: { id: "b", name: "小禾" }, text: `t${seq}`, payload: {}, reply_to: null, created_at: at(seq), state: "sent", ...over,
});
const mine = (seq: number, over: Partial<Message> = {}) => msg(seq, { role: "customer", author: null, client_id: `k${seq}`, ...over });
const conversation: Conversation = { id: "c", status: "open", controller: "bot", agent: null, queue: null, last_seq: 0, customer_read_seq: 0, agent_read_seq: 0, opened_at: at(0), rating: null, rating_requested: false, blocked: null };
const state = (over: Partial<ChatState>): ChatState => ({ ...initialState("zh-CN"), conversation, ...over });
const rows = (over: Partial<ChatState>) => rowsOf(state(over), t, new Date(at(30)));
const bubbles = (list: Row[]) => list.filter((r): r is BubbleRow => r.kind === "bubble");
const systems = (list: Row[]) => list.filter((r) => r.kind === "system").map((r) => (r.kind === "system" ? r.text : ""));
const event = (seq: number, name: string, data: Record<string, unknown> = {}, text = "") => msg(seq, { kind: "system", role: "system", author: null, text, payload: { event: name, data } });

describe("rowsOf", () => {
  it("puts a time line first and after a pause, not between close messages", () => {
    const kinds = rows({ messages: [msg(1), msg(2), msg(9)] }).map((r) => r.kind);
    expect(kinds).toEqual(["time", "bubble", "bubble", "time", "bubble"]);
  });

  it("names an author once per run", () => {
    expect(bubbles(rows({ messages: [msg(1), msg(2), mine(3), msg(4)] })).map((b) => b.head)).toEqual([true, false, true, true]);
  });

  it("shows the state of the newest own message only: sent, then read", () => {
    const messages = [mine(1), mine(2)];
    expect(bubbles(rows({ messages })).map((b) => b.delivery)).toEqual([null, "sent"]);
    expect(bubbles(rows({ messages, conversation: { ...conversation, agent_read_seq: 2 } })).map((b) => b.delivery)).toEqual([null, "read"]);
    expect(bubbles(rows({ messages: [mine(1, { state: "delivered" })] }))[0]!.delivery).toBe("delivered");
  });

  it("shows what is on its way after what has arrived, once", () => {
    const item = (id: string, text: string, over = {}) => ({ client_id: id, created_at: at(20), payload: { text }, state: "sending" as const, ...over });
    const list = bubbles(rows({ messages: [mine(1)], outbox: [item("k1", "t1"), item("k9", "new"), item("kf", "bad", { state: "failed", error: { code: "x", detail: "too long" } })] }));
    expect(list.map((b) => [b.key, b.delivery, b.error])).toEqual([["k1", "sent", null], ["k9", "sending", null], ["kf", "failed", "too long"]]);
  });

  it("says it waits for the network while offline", () => {
    const outbox = [{ client_id: "a", created_at: at(1), payload: { text: "x" }, state: "waiting" as const }];
    expect(bubbles(rows({ outbox, link: "offline" }))[0]!.delivery).toBe("waiting");
  });

  it("offers choices until the customer says anything, and marks the one taken", () => {
    const ask = msg(1, { kind: "choice", payload: { options: [{ id: "a", label: "提前还款" }] } });
    expect(bubbles(rows({ messages: [ask] }))[0]).toMatchObject({ choosable: true, chosen: null });
    expect(bubbles(rows({ messages: [ask, mine(2, { text: "提前还款" })] }))[0]).toMatchObject({ choosable: false, chosen: "提前还款" });
    const outbox = [{ client_id: "a", created_at: at(2), payload: { text: "提前还款", choice_id: "a" }, state: "sending" as const }];
    expect(bubbles(rows({ messages: [ask], outbox }))[0]).toMatchObject({ choosable: false, chosen: "提前还款" });
  });

  it("lets only the newest question whether to go on elsewhere be answered, and leaves other choices alone", () => {
    const ask = (seq: number, id: string) => msg(seq, { kind: "choice", client_id: id, payload: { options: [{ id, label: `好${seq}` }] } });
    const messages = [ask(1, "continue-1"), ask(2, "reply-a"), ask(3, "continue-2")];
    expect(bubbles(rows({ messages })).map((one) => one.choosable)).toEqual([false, true, true]);
    const answered = bubbles(rows({ messages: [ask(1, "continue-1"), ask(2, "continue-2"), mine(3, { text: "好1" })] }));
    expect(answered.map((one) => one.chosen)).toEqual([null, "好1", null]);
  });

  it("words system events from the catalogue, with the agent's name wherever the API put it", () => {
    expect(systems(rows({ messages: [event(1, "agent_joined", { name: "李娜" })] }))).toEqual(["人工客服 李娜 为您服务"]);
    expect(systems(rows({ messages: [event(1, "assigned", { agent: { name: "李娜" } })] }))).toEqual(["人工客服 李娜 为您服务"]);
    expect(systems(rows({ messages: [event(1, "assigned")] }))).toEqual(["人工客服为您服务"]);
    expect(systems(rows({ messages: [event(1, "handed_back")] }))).toEqual(["人工服务已结束，智能客服继续为您解答"]);
  });

  it("says that a person was asked for once, by whichever event", () => {
    expect(systems(rows({ messages: [event(1, "handoff_requested"), event(2, "queued", { reason: "asked_for_person" })] }))).toEqual(["您已申请转人工服务"]);
    expect(systems(rows({ messages: [event(1, "queued", { reason: "low_confidence" })] }))).toEqual(["正在为您转接人工客服"]);
  });

  it("says a thing once, keeps quiet about the rest, and falls back to the API's words for the unknown", () => {
    const messages = [event(1, "assigned", { name: "李娜" }), event(2, "agent_joined", { name: "李娜" }), event(3, "bot_stopped"), event(4, "woken", {}, "x"), event(5, "brand_new", {}, "新事件"), event(6, "other_new")];
    expect(systems(rows({ messages }))).toEqual(["人工客服 李娜 为您服务", "新事件"]);
  });
});
