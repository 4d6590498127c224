import { describe, expect, it } from "vitest";
import { aMessage, aRow } from "@/test/rows.ts";
import { textFault } from "./allowed.ts";
import { botDraft } from "./botDraft.ts";
import { dispositionTree } from "./dispositionTree.ts";
import { afterDone, neighbour, snoozePresets } from "./neighbours.ts";
import { sendsOn } from "./sendKey.ts";
import { systemText } from "./systemText.ts";
import { lastQuestion, timelineItems } from "./timelineItems.ts";

describe("botDraft", () => {
  const from = (from: string, at: string, evidence: Record<string, unknown> = {}) => ({ at, from, to: "queue", reason: "draft_expired", by: null, evidence });
  const expired = from("silent_seat", "2026-11-01T02:10:00Z", { draft: { text: "在App里点提前结清。", title: "怎么提前还款？", entry_id: "e1" } });
  it("is what the silent seat passed on, until an agent answers", () => {
    expect(botDraft([from("bot", "2026-11-01T02:09:00Z"), expired], [])?.text).toBe("在App里点提前结清。");
    expect(botDraft([expired, from("queue", "2026-11-01T02:11:00Z")], [aMessage(5, { role: "agent" })])?.title).toBe("怎么提前还款？");
    expect(botDraft([expired], [aMessage(30, { role: "agent" })])).toBeNull();
    expect(botDraft([expired, from("silent_seat", "2026-11-01T02:12:00Z", { draft_id: "d" })], [])).toBeNull();
    expect(botDraft([], [])).toBeNull();
  });
});

describe("timelineItems", () => {
  it("separates days and heads each speaker's run", () => {
    const items = timelineItems([
      aMessage(1), aMessage(2), aMessage(3, { role: "agent", author: { id: "me", name: "林" } }), aMessage(4, { role: "agent", author: { id: "me", name: "林" }, kind: "note" }),
      aMessage(5, { created_at: "2026-11-02T02:00:00Z" }),
    ]);
    expect(items.map((i) => (i.type === "day" ? "day" : `${i.message.seq}${i.head ? "h" : ""}`))).toEqual(["day", "1h", "2", "3h", "4h", "day", "5h"]);
  });
  it("asks knowledge about the customer's last words", () => {
    expect(lastQuestion([aMessage(1), aMessage(2, { kind: "image", text: "" }), aMessage(3, { role: "agent" })])?.seq).toBe(1);
    expect(lastQuestion([])).toBeNull();
  });
});

describe("systemText", () => {
  const line = (event: string, data: Record<string, unknown>) => aMessage(1, { kind: "system", role: "system", text: "后备", payload: { event, data } });
  it("speaks the reader's language when the data is complete", () => {
    expect(systemText(line("transferred", { by: "林", queue: { id: "q", name: "还款" } }), "en")).toBe("林 transferred to queue “还款”");
  });
  it("falls back on the server's text", () => {
    expect(systemText(line("transferred", { by: "林" }), "zh-CN")).toBe("后备");
    expect(systemText(line("never_heard_of", {}), "zh-CN")).toBe("后备");
  });
});

describe("moving through the list", () => {
  const rows = [aRow({ id: "a" }), aRow({ id: "b" }), aRow({ id: "c" })];
  it("stays inside and starts at the first", () => {
    expect(neighbour(rows, "a", 1)?.id).toBe("b");
    expect(neighbour(rows, "c", 1)).toBeUndefined();
    expect(neighbour(rows, undefined, 1)?.id).toBe("a");
  });
  it("goes on to the next, else back, else nowhere", () => {
    expect(afterDone(rows, "b")?.id).toBe("c");
    expect(afterDone(rows, "c")?.id).toBe("b");
    expect(afterDone([rows[0]!], "a")).toBeUndefined();
  });
});

describe("snoozePresets", () => {
  it("offers only what lies ahead, Monday being the next one", () => {
    const friday = new Date(2026, 10, 20, 17, 45);
    const presets = snoozePresets(friday);
    expect(presets.map((p) => p.id)).toEqual(["hour", "threeHours", "tomorrow", "monday"]);
    expect(presets.at(-1)?.until).toEqual(new Date(2026, 10, 23, 9));
    expect(snoozePresets(new Date(2026, 10, 23, 8)).at(-1)?.until).toEqual(new Date(2026, 10, 30, 9));
  });
});

describe("sendsOn", () => {
  const press = (patch: object) => ({ key: "Enter", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...patch });
  it.each([
    [{}, "enter", true], [{ shiftKey: true }, "enter", false], [{ ctrlKey: true }, "enter", true], [{}, "mod_enter", false], [{ ctrlKey: true }, "mod_enter", true],
    [{ metaKey: true }, "mod_enter", false], [{ altKey: true }, "enter", false], [{ key: "a" }, "enter", false],
  ] as const)("%o with %s", (patch, mode, sends) => expect(sendsOn(press(patch), mode, false)).toBe(sends));
});

it("counts characters, not code units, against the limit", () => {
  expect(textFault("😀".repeat(10_000), [])).toBeNull();
  expect(textFault("好".repeat(10_001), [])).toBe("long");
  expect(textFault(" \n", [])).toBe("empty");
  expect(textFault("你好", ["ticket.number"])).toBe("open");
});

it("builds the disposition tree and loses no orphan", () => {
  const d = (id: string, parent_id: string | null) => ({ id, code: id, name: id, parent_id });
  expect(dispositionTree([d("a", null), d("b", "a"), d("x", "gone")])).toEqual([
    { value: "a", label: "a", children: [{ value: "b", label: "b" }] }, { value: "x", label: "x" },
  ]);
});
