import { describe, expect, it } from "vitest";
import { aRow } from "@/test/rows.ts";
import { belongs, filterFromParams, rowOrder } from "./filters.ts";

describe("filterFromParams", () => {
  it("falls back on what it does not know", () => {
    expect(filterFromParams(new URLSearchParams("view=nonsense&sort=worst"))).toEqual({ view: "mine", sort: "waiting" });
    expect(filterFromParams(new URLSearchParams("view=resolved&q=a")).sort).toBe("newest");
  });
});

describe("belongs", () => {
  const queued = aRow({ controller: "queue", agent: null });
  it.each([
    ["mine", aRow(), true], ["mine", queued, false], ["unassigned", queued, true], ["unassigned", aRow({ controller: "bot", agent: null }), false],
    ["all", aRow({ controller: "bot", agent: null }), true], ["all", aRow({ status: "resolved" }), false], ["snoozed", aRow({ status: "snoozed" }), true],
    ["mine", aRow({ status: "snoozed" }), false], ["resolved", aRow({ status: "resolved" }), true],
  ] as const)("%s", (view, row, expected) => expect(belongs(row, { view }, "me")).toBe(expected));

  it("narrows by label and queue", () => {
    const row = aRow({ labels: [{ id: "l1", name: "a", color: "#000" }] });
    expect(belongs(row, { view: "all", label: "l1", queue_id: "q1" }, "me")).toBe(true);
    expect(belongs(row, { view: "all", label: "l2" }, "me")).toBe(false);
    expect(belongs(row, { view: "all", queue_id: "q2" }, "me")).toBe(false);
    expect(belongs(row, { view: "all", agent_id: row.agent!.id }, "somebody")).toBe(true);
    expect(belongs(row, { view: "all", agent_id: "another" }, "somebody")).toBe(false);
  });
});

describe("rowOrder", () => {
  it("puts the longest wait first and who does not wait last, ties by id", () => {
    const rows = [aRow({ id: "b" }), aRow({ id: "a" }), aRow({ id: "w2", waiting_since: "2026-11-01T02:00:00Z" }), aRow({ id: "w1", waiting_since: "2026-11-01T01:00:00Z" })];
    expect(rows.sort(rowOrder("waiting")).map((r) => r.id)).toEqual(["w1", "w2", "a", "b"]);
  });
});
