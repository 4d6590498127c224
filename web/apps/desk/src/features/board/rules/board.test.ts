import { describe, expect, it } from "vitest";
import { toCsv } from "./csv.ts";
import { backlog, percent, serviceLevel, targetOf, wait } from "./thresholds.ts";

describe("thresholds", () => {
  it.each([[null, "plain"], [0.8, "ok"], [0.79, "warn"], [0.69, "bad"]] as const)("service level %s", (v, level) => expect(serviceLevel(v, 0.8)).toBe(level));
  it.each([[null, "plain"], [20, "plain"], [21, "warn"], [61, "bad"]] as const)("wait %s", (v, level) => expect(wait(v, 20)).toBe(level));
  it.each([[0, 0, "plain"], [2, 3, "ok"], [4, 3, "warn"], [9, 3, "bad"]] as const)("backlog %s of %s", (w, f, level) => expect(backlog(w, f)).toBe(level));
  it("takes a row's target from its queue", () => {
    const queues = [{ id: "q1", sl_target_s: 20 }, { id: "q2", sl_target_s: 60 }];
    expect([{ id: "q2", name: "" }, { id: "q3", name: "" }, null].map((queue) => targetOf({ queue }, queues))).toEqual([60, Infinity, Infinity]);
  });
  it("shows no figure as none", () => expect([percent(null), percent(0), percent(0.8123)]).toEqual(["—", "0%", "81.2%"]));
});

describe("toCsv", () => {
  it("quotes, defuses formulas and marks the encoding", () => {
    expect(toCsv([["队列", 'a"b', "x,y"], ["=SUM(A1)", 3, null]])).toBe('\uFEFF队列,"a""b","x,y"\r\n\'=SUM(A1),3,\r\n');
  });
});
