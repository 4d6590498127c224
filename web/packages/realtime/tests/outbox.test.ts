import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox, type OutboxItem, type OutboxStorage, type SendOutcome } from "../src/index.ts";

class Memory implements OutboxStorage {
  map = new Map<string, string>();
  get length() {
    return this.map.size;
  }
  key(i: number) {
    return [...this.map.keys()][i] ?? null;
  }
  getItem(k: string) {
    return this.map.get(k) ?? null;
  }
  setItem(k: string, v: string) {
    this.map.set(k, v);
  }
  removeItem(k: string) {
    this.map.delete(k);
  }
}

type Item = OutboxItem<{ text: string }>;
const settleAll = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("Outbox", () => {
  it("sends one at a time, in order", async () => {
    const log: string[] = [];
    let free: () => void = () => undefined;
    const box = new Outbox<{ text: string }>({
      deliver: async (i) => {
        log.push(`+${i.payload.text}`);
        await new Promise<void>((r) => (free = r));
        log.push(`-${i.payload.text}`);
        return { kind: "done" };
      },
    });
    box.add({ text: "a" });
    box.add({ text: "b" });
    await settleAll();
    expect(log).toEqual(["+a"]);
    free();
    await settleAll();
    expect(log).toEqual(["+a", "-a", "+b"]);
    free();
    await settleAll();
    expect(box.items).toEqual([]);
  });

  it("keeps one message for a double click with the same client id", () => {
    const box = new Outbox<{ text: string }>({ deliver: () => new Promise(() => undefined) });
    box.add({ text: "a" }, "same");
    box.add({ text: "a" }, "same");
    expect(box.items).toHaveLength(1);
  });

  it("waits as long as the server said, then sends the same client id", async () => {
    const ids: string[] = [];
    const answers: SendOutcome[] = [{ kind: "retry", afterMs: 7_000 }, { kind: "done" }];
    const box = new Outbox<{ text: string }>({
      deliver: async (i: Item) => {
        ids.push(i.client_id);
        return answers.shift()!;
      },
    });
    box.add({ text: "a" });
    await settleAll();
    await vi.advanceTimersByTimeAsync(6_999);
    expect(ids).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect(box.items).toEqual([]);
  });

  it("treats a thrown error as a retry and gives up visibly after maxAttempts", async () => {
    const deliver = vi.fn().mockRejectedValue(new TypeError("network"));
    const box = new Outbox<{ text: string }>({ deliver, maxAttempts: 3 });
    const item = box.add({ text: "a" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(deliver).toHaveBeenCalledTimes(3);
    expect(item).toMatchObject({ state: "failed", error: { code: "unreachable" } });
    deliver.mockResolvedValue({ kind: "done" });
    box.retry(item.client_id);
    await settleAll();
    expect(box.items).toEqual([]);
  });

  it("lets the queue go on past a message that was refused", async () => {
    const box = new Outbox<{ text: string }>({
      deliver: async (i) => (i.payload.text === "bad" ? { kind: "failed", code: "too_long" } : { kind: "done" }),
    });
    box.add({ text: "bad" });
    box.add({ text: "good" });
    await settleAll();
    expect(box.items.map((i) => [i.payload.text, i.state, i.error?.code])).toEqual([["bad", "failed", "too_long"]]);
  });

  it("survives a reload, in order, and forgets what was sent", async () => {
    const storage = new Memory();
    const dead = new Outbox<{ text: string }>({ deliver: () => new Promise(() => undefined), storage, prefix: "c1:" });
    dead.add({ text: "a" }, "zzzz");
    dead.add({ text: "b" }, "aaaa");
    storage.setItem("c2:other", JSON.stringify({ client_id: "other", created_at: "", payload: {}, state: "waiting" }));
    dead.close();

    const sent: string[] = [];
    const box = new Outbox<{ text: string }>({
      deliver: async (i) => {
        sent.push(i.payload.text);
        return { kind: "done" };
      },
      storage,
      prefix: "c1:",
    });
    box.flush();
    await settleAll();
    expect(sent).toEqual(["a", "b"]);
    expect([...storage.map.keys()]).toEqual(["c2:other"]);
  });

  it("works without storage, and with one that throws", async () => {
    const broken = { length: 0, key: () => null, getItem: () => null, removeItem: () => undefined, setItem: () => { throw new Error("quota"); } };
    for (const storage of [null, broken]) {
      const deliver = vi.fn().mockResolvedValue({ kind: "done" });
      new Outbox<{ text: string }>({ deliver, storage }).add({ text: "a" });
      await settleAll();
      expect(deliver).toHaveBeenCalledOnce();
    }
  });

  it("does not send again what was seen coming back meanwhile", async () => {
    const deliver = vi.fn().mockResolvedValue({ kind: "retry", afterMs: 5_000 });
    const box = new Outbox<{ text: string }>({ deliver });
    const item = box.add({ text: "a" });
    await settleAll();
    box.settle(item.client_id);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(deliver).toHaveBeenCalledOnce();
  });
});
