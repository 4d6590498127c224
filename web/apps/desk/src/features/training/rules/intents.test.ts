import { describe, expect, it } from "vitest";
import { aTurn, anIntent } from "@/test/training.ts";
import { conflictCount, mayKeep, others, without } from "./conflicts.ts";
import { findIntents, health, linesOf, rival, suggestions } from "./intents.ts";

const named = (key: string, name: string, patch = {}) => anIntent(key, { name, target: { kind: "none", key: null }, ...patch });
const all = [named("a", "提前还款"), named("b", "还款日查询"), named("c", "查询还款"), named("d", "额度"), named("e", "还款", { retired_at: "2026-11-01T00:00:00Z" }), named("f", "还款老", { merged_into: "a" })];
const keys = (typed: string, limit?: number) => findIntents(all, typed, limit).map((i) => i.key);

describe("finding intents", () => {
  it("puts names that begin so first, and leaves out what is closed", () => expect(keys("还款")).toEqual(["b", "c", "a"]));
  it("wants every word, in any order", () => expect(keys("还款 查询")).toEqual(["b", "c"]));
  it("finds scattered characters last", () => expect(keys("提还")).toEqual(["a"]));
  it("shows all when nothing is typed, as many as fit", () => expect([keys("").length, keys("", 2).length, keys("没有的")]).toEqual([4, 2, []]));
  it("goes by keys and targets too", () => expect(findIntents([anIntent("own:7"), anIntent("z")], "条目z").map((i) => i.key)).toEqual(["z"]));
});

it("suggests three, without repetition and without what is retired", () => {
  const guesses = [...aTurn("t").candidates, { intent: "i1", name: "意图1", probability: 0.1 }];
  expect(suggestions(guesses, []).map((g) => g.intent)).toEqual(["i1", "i2", "i3"]);
  expect(suggestions(guesses, [anIntent("i2", { retired_at: "2026-11-01T00:00:00Z" })]).map((g) => g.intent)).toEqual(["i1", "i3", "i4"]);
});

it("compares the best guess with what is next to it: the second, or none of ours", () => {
  const [first, second] = aTurn("t").candidates;
  expect(rival(aTurn("t"))).toEqual(second);
  expect(rival(aTurn("t", { outside: 0.2 }))).toEqual(second);
  expect(rival(aTurn("t", { outside: 0.6 }))).toBeNull();
  expect(rival(aTurn("t", { candidates: [first!] }))).toBeUndefined();
  expect(rival(aTurn("t", { candidates: [first!], outside: 0.1 }))).toBeNull();
  expect(rival(aTurn("t", { candidates: [], outside: 0.9 }))).toBeUndefined();
});

it.each([[{}, "fine"], [{ examples: 0 }, "empty"], [{ examples: 4 }, "thin"], [{ test_examples: 0 }, "untested"], [{ retired_at: "2026-11-01T00:00:00Z", examples: 0 }, "retired"]] as const)("health of %j is %s", (patch, found) => {
  expect(health(anIntent("a", patch))).toBe(found);
});

it("takes lines as examples", () => expect(linesOf(" 一 \n\n二\r\n一")).toEqual(["一", "二"]));

describe("conflicts", () => {
  const side = (id: string) => ({ example_id: id, text: id, intent: "a", name: "甲", source: "label" as const });
  const c = { same_text: [{ text: "一", intents: ["1", "2", "3"].map((example_id) => ({ key: example_id, name: example_id, example_id, source: example_id === "1" ? ("knowledge" as const) : ("label" as const) })) }], near: [{ similarity: 0.9, a: side("4"), b: side("5") }], confused: [] };
  it("keep one reading of a text", () => expect(others(c.same_text[0]!, "2")).toEqual(["1", "3"]));
  it("offer to keep only what leaves nothing of an entry's or a flow's to take away", () => expect(["1", "2", "3"].map((id) => mayKeep(c.same_text[0]!, id))).toEqual([true, false, false]));
  it("shrink as they are dealt with", () => {
    expect(conflictCount(without(c, new Set(["1"])))).toBe(2);
    expect(without(c, new Set(["1", "3", "5"]))).toEqual({ same_text: [], near: [], confused: [] });
    expect(conflictCount(undefined)).toBe(0);
  });
});
