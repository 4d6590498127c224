import { describe, expect, it } from "vitest";
import { loadStorage, memoryStorage, Shelf } from "../src/index.ts";
import { api, open, texts, tick } from "./world.ts";

const slow = (start: Record<string, string> = {}) => {
  const kept = new Map(Object.entries(start));
  return {
    kept,
    getAllKeys: async () => [...kept.keys()],
    getItem: async (key: string) => kept.get(key) ?? null,
    setItem: async (key: string, value: string) => void kept.set(key, value),
    removeItem: async (key: string) => void kept.delete(key),
  };
};

describe("a slow store", () => {
  it("keeps the session and unsent messages over a restart of the app", async () => {
    const store = slow({ other: "not ours" });
    const first = open({ environment: { storage: await loadStorage(store) } });
    await first.start();
    api.handlers["POST /web/conversations/c1/messages"] = () => new TypeError("network");
    first.send({ text: "没发出去" });
    await tick(10);
    first.destroy();
    expect([...store.kept.keys()].some((key) => key.startsWith("tandem:demo:out:"))).toBe(true);
    const second = open({ environment: { storage: await loadStorage(store) } });
    expect(second.state.outbox.map((o) => o.payload.text)).toEqual(["没发出去"]);
    expect(second.known).toBe(true);
    second.reset();
    await tick(10);
    expect([...store.kept.keys()]).toEqual(["other"]);
  });

  it("that fails is told of and done without", async () => {
    const errors: unknown[] = [];
    const broken = { ...slow(), getAllKeys: () => Promise.reject(new Error("locked")), setItem: () => Promise.reject(new Error("full")) };
    const storage = await loadStorage(broken, (error) => errors.push(error));
    const chat = open({ environment: { storage } });
    await chat.start();
    expect(chat.state.phase).toBe("ready");
    chat.reset();
    expect(texts(chat)).toEqual([]);
    expect(errors.length).toBeGreaterThan(1);
  });
});

describe("a shelf", () => {
  it("reads what is unreadable as nothing", () => {
    const storage = memoryStorage();
    storage.setItem("p:a", "{half");
    expect(new Shelf(storage, "p:").get("a")).toBeNull();
  });
});
