import { describe, expect, it } from "vitest";
import { aComparison, aVersion, base } from "@/test/training.ts";
import { f1, intentRows, pText, tally, verdict } from "./comparing.ts";
import { matrix } from "./confusion.ts";
import { lowestHolding, moved, pointAt, shares } from "./curve.ts";
import { conclusion, span } from "./experiment.ts";
import { percent, points, rates } from "./figures.ts";
import { precisionOf } from "./thresholds.ts";
import { busy, live, pair, progress, rival, shareOf } from "./versions.ts";

describe("the curve", () => {
  const p = (tau: number, coverage: number, precision: number, low: number) => ({ tau, coverage, precision, low, outcomes: Math.round(coverage * 100) });
  const curve = [p(0.8, 0.4, 0.99, 0.97), p(0.2, 1, 0.7, 0.6), p(0.5, 0.7, 0.9, 0.85)];
  it("reads the point in force at a threshold", () => {
    expect([0, 0.2, 0.3, 0.8, 0.81].map((t) => pointAt(curve, t)?.tau ?? null)).toEqual([0.2, 0.2, 0.5, 0.8, null]);
  });
  it("shares turns out, always to one whole", () => {
    expect(shares(curve, 0.8, 0.5)).toMatchObject({ auto: 0.4, draft: expect.closeTo(0.3), agent: expect.closeTo(0.3), low: 0.97 });
    expect(shares(curve, 1, 1)).toMatchObject({ auto: 0, draft: 0, agent: 1, low: null });
    for (const [a, d] of [[0.8, 0.5], [0.5, 0.8], [0.9, 0.1], [0, 0]] as const) {
      const s = shares(curve, a, d);
      expect(s.auto + s.draft + s.agent).toBeCloseTo(1);
      expect(Math.min(s.auto, s.draft, s.agent)).toBeGreaterThanOrEqual(0);
    }
  });
  it("never lets the draft's threshold pass the answer's", () => {
    expect(moved({ auto: 0.8, draft: 0.5 }, "auto", 0.4)).toEqual({ auto: 0.4, draft: 0.4 });
    expect(moved({ auto: 0.8, draft: 0.5 }, "draft", 0.9)).toEqual({ auto: 0.9, draft: 0.9 });
    expect(moved({ auto: 0.8, draft: 0.5 }, "auto", 7)).toEqual({ auto: 1, draft: 0.5 });
  });
  it("finds from where the lower bound holds, as fitting does", () => {
    expect([lowestHolding(curve, 0.97), lowestHolding(curve, 0.8), lowestHolding(curve, 0.99)]).toEqual([0.8, 0.5, null]);
    expect(lowestHolding([p(0.1, 1, 0.9, 0.88), p(0.5, 0.5, 0.97, 0.93), p(0.9, 0.02, 1, 0.4)], 0.9)).toBe(0.5);
  });
});

describe("two versions", () => {
  it("are told apart only when chance would hardly do it", () => {
    expect(verdict(aComparison())).toBe("better");
    expect(verdict(aComparison({ p_value: 0.2 }))).toBe("unsure");
    expect(verdict(aComparison({ a: aComparison().b, b: aComparison().a }))).toBe("worse");
    expect(verdict(aComparison({ changed: [], p_value: 1 }))).toBe("even");
    expect(tally(aComparison())).toEqual({ fixed: 2, broken: 1, other: 0 });
  });
  it("show intents that got worse first", () => {
    expect(intentRows(aComparison().per_intent).map((r) => r.intent)).toEqual(["y", "x", "z"]);
    expect([f1(null, 1), f1(0, 0), f1(1, 0.5)]).toEqual([null, 0, expect.closeTo(0.667, 3)]);
    expect([pText(0.0001), pText(0.02)]).toEqual(["< 0.001", "= 0.020"]);
  });
  it("show the part of the matrix that has mistakes", () => {
    const all = matrix(aComparison().confusion, "a");
    expect([all.labels, all.most, all.left]).toEqual([["x", "y", "z"], 9, 0]);
    expect(matrix(aComparison().confusion, "change").cells).toEqual(expect.arrayContaining([[0, 0, 2], [0, 1, -2], [1, 2, 1]]));
    const some = matrix(aComparison().confusion, "a", 2);
    expect([some.labels, some.left]).toEqual([["x", "y"], 1]);
    expect(some.cells.every(([i, j]) => i < 2 && j < 2)).toBe(true);
  });
  it("leave no shown intent without one of its mistakes", () => {
    // v is taken for eight others, once each; x and y for each other, three times.
    const labels = ["v", "x", "y", ..."abcdefgh"];
    const often = [[1, 2, 3], ...[..."abcdefgh"].map((_, i) => [0, 3 + i, 1])] as [number, number, number][];
    const shown = matrix({ labels, names: labels, a: often, b: [] }, "a", 3);
    expect([shown.labels, shown.cells]).toEqual([["x", "y"], [[0, 1, 3]]]);
    expect(matrix({ labels, names: labels, a: often, b: [] }, "a", 4).labels).toEqual(["v", "x", "y", "a"]);
  });
  it("are the live one and the newest, when nobody says which", () => {
    expect(pair([aVersion(3), aVersion(2, { publication: base() }), aVersion(1)])).toEqual({ a: 2, b: 3 });
    expect(pair([aVersion(3, { publication: base() }), aVersion(2), aVersion(1)])).toEqual({ a: 2, b: 3 });
    expect(pair([aVersion(3), aVersion(2)])).toEqual({ a: 2, b: 3 });
    expect(pair([aVersion(3), aVersion(2, { state: "failed" })])).toBeNull();
    expect([rival([aVersion(3), aVersion(2, { publication: base() }), aVersion(1)], 3), rival([aVersion(3), aVersion(2)], 3), rival([aVersion(1)], 1)]).toEqual([2, 2, null]);
  });
});

describe("versions", () => {
  it("know what is live, what is under way, and how far", () => {
    const trial = aVersion(2, { publication: base(0.2, "trial") });
    expect(live([trial, aVersion(1, { publication: base(0.8) }), aVersion(3)]).map((v) => v.number)).toEqual([1, 2]);
    expect([busy(aVersion(1)), busy(aVersion(1, { state: "queued" })), busy(aVersion(1, { state: "training" }))]).toEqual([false, true, true]);
    expect([progress(aVersion(1, { state: "training", done: 3, total: 4 })), progress(aVersion(1, { state: "queued" })), progress(aVersion(1, { state: "training" }))]).toEqual([0.75, null, null]);
  });
  it.each([[20, 0.2], [100, 1], [0, null], [101, null], [null, null], [Number.NaN, null]])("take %s %% of the conversations as %s", (typed, share) => expect(shareOf(typed)).toBe(share));
  it.each([[97, 0.97], [99.5, 0.995], [49, null], [99.9, null], [null, null]])("hold a precision of %s %% as %s", (typed, precision) => expect(precisionOf(typed)).toBe(precision));
});

describe("figures", () => {
  it("divide by what the bot decided, small talk left out", () => {
    const week = { week: "2026-11-16", final: true, turns: 12, auto: 5, draft: 2, agent: 2, clarified: 1, small_talk: 2, coverage: 0.9, drafts: 2, drafts_decided: 2, drafts_unedited: 1, unedited_rate: 0.5, conversations: 4, contained: 2, abandoned: 0, resolved: 1, contained_rate: 0.5, resolved_rate: 0.25 };
    expect(rates(week)).toEqual({ auto: 0.5, draft: 0.2, agent: 0.3, resolved: 0.25, contained: 0.5, unedited: 0.5, coverage: 0.9 });
    expect(rates({ ...week, auto: 0, draft: 0, agent: 0, clarified: 0 }).auto).toBeNull();
  });
  it.each([[0.5, "50%"], [0.123, "12.3%"], [null, "—"], [undefined, "—"], [1, "100%"]])("write %s as %s", (x, text) => expect(percent(x)).toBe(text));
  it.each([[0.5, 0.45, "+5"], [0.45, 0.5, "−5"], [0.5, 0.5, ""], [null, 0.5, ""]])("from %s, before %s: %s", (now, before, text) => expect(points(now, before)).toBe(text));
});

describe("an experiment", () => {
  const arm = (version: number, rate: number | null, low: number, high: number) => ({ version, arm: "base" as const, share: 0.5, since: "", conversations: 10, contained: 5, resolved: 5, helpful: 1, unhelpful: 0, handed_over: 1, rate, low, high });
  const arms = [arm(1, 0.5, 0.4, 0.6), arm(2, 0.7, 0.6, 0.8)];
  const e = { arms, since: null, periods: 1, difference: { value: 0.2, low: 0.1, high: 0.3 }, p_value: 0.01, enough: true, needed: 10, detect: 0.05 };
  it("is decided only with enough conversations", () => {
    expect(conclusion(e)).toEqual({ sure: true, points: 20 });
    expect([conclusion({ ...e, enough: false }).sure, conclusion({ ...e, p_value: 0.3 }).sure, conclusion({ ...e, p_value: null, difference: null })]).toEqual([false, false, { sure: false, points: 0 }]);
  });
  it("draws all arms on one line", () => {
    const [one, two] = arms.map((a) => span(a, arms));
    expect(one!.from).toBeLessThan(one!.place!);
    expect(one!.to).toBeCloseTo(two!.from);
    expect(span(arm(3, null, 0, 1), arms).place).toBeNull();
  });
});
