import { Problem } from "@tandem/api";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { aMessage } from "@/test/rows.ts";
import { Thread } from "./thread.ts";

const conversations = vi.hoisted(() => ({ messages: vi.fn(), send: vi.fn(), note: vi.fn() }));
vi.mock("@/lib/api.ts", () => ({ api: { conversations } }));

const flush = () => vi.waitFor(() => new Promise((r) => setTimeout(r, 0)));
const page = (from: number, to: number, has_more = false) => ({ items: Array.from({ length: to - from + 1 }, (_, i) => aMessage(from + i)), has_more });
const seqs = (t: Thread) => t.getState().messages.map((m) => m.seq);

describe("Thread", () => {
  beforeEach(() => {
    localStorage.clear();
    vi.resetAllMocks();
    conversations.messages.mockResolvedValue(page(51, 100, true));
  });

  const loaded = async () => {
    const thread = new Thread("c1", "me");
    await thread.load();
    return thread;
  };

  it("pages upwards without touching the resume point", async () => {
    const thread = await loaded();
    conversations.messages.mockResolvedValueOnce(page(1, 50));
    await thread.loadOlder();
    expect(conversations.messages).toHaveBeenLastCalledWith("c1", { before: 51, limit: 50 });
    expect(seqs(thread)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect([thread.cursor, thread.getState().hasOlder]).toEqual([100, false]);
  });

  it("shows a streamed message once, however often it comes, and takes a changed state", async () => {
    const thread = await loaded();
    thread.stream(aMessage(101, { state: "sent" }));
    thread.stream(aMessage(101, { state: "delivered" }));
    expect(seqs(thread).slice(-2)).toEqual([100, 101]);
    expect(thread.getState().messages.at(-1)?.state).toBe("delivered");
    thread.moved(thread.getState().messages.at(-1)!.id, "failed");
    thread.moved("of another conversation", "read");
    expect(thread.getState().messages.at(-1)?.state).toBe("failed");
  });

  it("fetches what a gap has swallowed before showing what comes after it", async () => {
    const thread = await loaded();
    conversations.messages.mockResolvedValueOnce(page(101, 102));
    thread.stream(aMessage(103));
    await flush();
    expect(conversations.messages).toHaveBeenLastCalledWith("c1", { after: 100, limit: 50 });
    expect(seqs(thread).slice(-3)).toEqual([101, 102, 103]);
  });

  it("sends at once, and the answer replaces the pending bubble", async () => {
    const thread = await loaded();
    conversations.send.mockImplementation((_id, m) => Promise.resolve(aMessage(101, { client_id: m.client_id, role: "agent", text: m.text })));
    thread.send({ mode: "reply", text: "您好" });
    expect(thread.getState().pending.map((p) => p.payload.text)).toEqual(["您好"]);
    await flush();
    expect(thread.getState().pending).toEqual([]);
    expect(thread.getState().messages.at(-1)?.text).toBe("您好");
    expect(thread.cursor).toBe(100);
  });

  it("the stream may be faster than the answer: still one message", async () => {
    const thread = await loaded();
    let answer = (_: unknown) => {};
    conversations.send.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    thread.send({ mode: "reply", text: "您好" });
    const client_id = thread.getState().pending[0]!.client_id;
    thread.stream(aMessage(101, { client_id, role: "agent" }));
    expect(thread.getState().pending).toEqual([]);
    expect(localStorage.length).toBe(0);
    answer(aMessage(101, { client_id, role: "agent" }));
    await flush();
    expect(seqs(thread).filter((s) => s === 101)).toHaveLength(1);
  });

  it("a refusal is shown and can be tried again with the same client id", async () => {
    const thread = await loaded();
    conversations.send.mockRejectedValueOnce(new Problem(409, { code: "not_controller", detail: "王正在服务" }));
    thread.send({ mode: "reply", text: "您好" });
    await flush();
    const [failed] = thread.getState().pending;
    expect([failed?.state, failed?.error?.detail]).toEqual(["failed", "王正在服务"]);
    conversations.send.mockImplementation((_id, m) => Promise.resolve(aMessage(101, { client_id: m.client_id, role: "agent" })));
    thread.retry(failed!.client_id);
    await flush();
    expect(conversations.send.mock.calls.map((c) => c[1].client_id)).toEqual([failed!.client_id, failed!.client_id]);
    expect(thread.getState().pending).toEqual([]);
  });

  it("an unsent message survives a reload", async () => {
    const thread = await loaded();
    conversations.send.mockRejectedValue(new Problem(422, { code: "refused" }));
    thread.send({ mode: "note", text: "记一下", mentions: [] });
    conversations.note.mockRejectedValue(new Problem(422, { code: "refused" }));
    await flush();
    expect(new Thread("c1", "me").getState().pending.map((p) => p.payload.text)).toEqual(["记一下"]);
    expect(new Thread("c1", "other").getState().pending).toEqual([]);
  });

  it("says when the history could not be loaded, and loads it on retry", async () => {
    conversations.messages.mockRejectedValueOnce(new Problem(503, { code: "unavailable" }));
    const thread = await loaded();
    expect(thread.getState().status).toBe("error");
    await thread.load();
    expect(thread.getState().status).toBe("ready");
  });
});
