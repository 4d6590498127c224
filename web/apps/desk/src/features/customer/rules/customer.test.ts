import type { Loan, TimelineEntry } from "@tandem/api";
import { describe, expect, it } from "vitest";
import { doable } from "./doable.ts";
import { fenOf, percent, yuan } from "@/lib/money.ts";
import { byDay, merged } from "./timeline.ts";

const entry = (id: string, at: string): TimelineEntry => ({ id, at, kind: "contact.opened", data: {}, actor: null, contact: null, command: null });

describe("money", () => {
  it.each([[0, "¥0.00"], [1, "¥0.01"], [123456789, "¥1,234,567.89"], [-500, "-¥5.00"], [null, "–"]])("writes %s as %s", (fen, text) => expect(yuan(fen)).toBe(text));
  it.each([["100", 10_000], ["1,234.5", 123_450], ["￥0.01", 1], ["12 元", 1200], ["0", null], ["-1", null], ["1.234", null], ["abc", null], ["", null], ["999999999", null]])(
    "reads %s as %s", (text, fen) => expect(fenOf(text)).toBe(fen),
  );
  it("writes rates", () => expect([percent("0.1825"), percent("0.24")]).toEqual(["18.25 %", "24 %"]));
});

describe("timeline", () => {
  const [a, b, c] = [entry("a", "2026-11-22T04:00:00Z"), entry("b", "2026-11-22T03:00:00Z"), entry("c", "2026-11-20T03:00:00Z")];
  it("lays a fresh first page on top and doubles nothing", () => {
    const fresh = entry("n", "2026-11-22T05:00:00Z");
    expect(merged([{ items: [fresh, a] }, { items: [a, b] }, { items: [c] }]).map((e) => e.id)).toEqual(["n", "a", "b", "c"]);
  });
  it("keeps what came late in its place", () => {
    const late = entry("l", "2026-11-22T03:30:00Z");
    expect(merged([{ items: [a, late, b] }, { items: [a, b] }]).map((e) => e.id)).toEqual(["a", "l", "b"]);
  });
  it("groups by day", () => expect(byDay([a, b, c]).map((d) => d.entries.length)).toEqual([2, 1]));
});

describe("what may be done", () => {
  const loan: Loan = {
    id: "L1", product: "随心借", amount_fen: 1, principal_fen: 1, periods: 12, paid_periods: 1, state: "current", disbursed_on: "2026-01-01",
    next_due_on: "2026-12-01", overdue_days: 0, due_on: "2026-12-01", due_fen: 100, certificate: null,
  };
  it.each([
    ["current", {}, ["repay", "prepay", "settle", "plan", "dispute"]],
    ["just begun", { paid_periods: 0 }, ["repay", "settle", "plan", "dispute"]],
    ["overdue", { state: "overdue", overdue_days: 3 }, ["repay", "plan", "dispute"]],
    ["settled", { state: "settled", due_fen: null }, ["certificate", "plan", "dispute"]],
    ["certified", { state: "settled", due_fen: null, certificate: "HS1" }, ["plan", "dispute"]],
  ] as const)("%s", (_name, change, acts) => expect(doable({ ...loan, ...change })).toEqual(acts));
});
