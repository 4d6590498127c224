import { describe, expect, it } from "vitest";
import { aTurn } from "@/test/training.ts";
import * as rule from "./labelling.ts";

const turns = ["a", "b", "c", "d"].map((id) => aTurn(id));
const begun = () => rule.arrived(rule.nothingYet, turns);
const verdict = { intent: "i1", name: "意图1", skip: false };
const ids = (s: rule.Labelling) => s.turns.map((t) => t.turn_id).join("");

describe("a sitting", () => {
  it("begins with the first and takes new turns in behind, once", () => {
    expect([begun().at, ids(begun())]).toEqual(["a", "abcd"]);
    const more = rule.arrived(rule.goTo(begun(), "c"), [aTurn("b"), aTurn("e")]);
    expect([more.at, ids(more)]).toEqual(["c", "abcde"]);
  });
  it("keeps everything in its place when something is judged, and goes on to the next unjudged", () => {
    const s = rule.judged(begun(), ["a"], verdict);
    expect([ids(s), s.at, s.marks.get("a")]).toEqual(["abcd", "b", { ...verdict, state: "sending" }]);
    const round = ["b", "c"].reduce((x, id) => rule.judged(x, [id], verdict), s);
    expect(rule.judged(rule.goTo(round, "d"), ["d"], verdict).at).toBe("d");
    expect(rule.judged(rule.goTo(begun(), "d"), ["d"], verdict).at).toBe("a");
  });
  it("goes on when more comes after all was judged", () => {
    const done = turns.reduce((s, t) => rule.judged(s, [t.turn_id], verdict), begun());
    expect(rule.arrived(done, [aTurn("e")]).at).toBe("e");
  });
  it("walks up and down without falling off", () => {
    const s = begun();
    expect([rule.step(s, -1).at, rule.step(s, 1).at, rule.step(rule.goTo(s, "d"), 1).at]).toEqual(["a", "b", "d"]);
    expect(rule.goTo(s, "gone").at).toBe("a");
  });
});

describe("several at once", () => {
  it("judges what is selected, else the one before one", () => {
    expect(rule.subjects(begun())).toEqual(["a"]);
    const two = rule.toggle(rule.toggle(begun(), "c"), "b");
    expect(rule.subjects(two)).toEqual(["b", "c"]);
    const done = rule.judged(two, rule.subjects(two), verdict);
    expect([done.at, done.selected.size, rule.sitting(done)]).toEqual(["d", 0, { labelled: 2, skipped: 0, open: 2 }]);
  });
  it("selects a span, either way, without what is judged", () => {
    const s = rule.judged(begun(), ["b"], verdict);
    expect([...rule.selectTo(rule.goTo(s, "a"), "d").selected]).toEqual(["a", "c", "d"]);
    expect([...rule.selectTo(rule.goTo(s, "d"), "a").selected].sort()).toEqual(["a", "c", "d"]);
    expect(rule.toggle(s, "b").selected.size).toBe(0);
    expect(rule.unselect(rule.toggle(s, "a")).selected.size).toBe(0);
  });
});

describe("taking back", () => {
  it("brings the last ones back, together, and before one", () => {
    const s = rule.judged(rule.judged(begun(), ["a"], verdict), ["b", "c"], verdict);
    expect(rule.lastJudged(s)).toEqual(["b", "c"]);
    const back = rule.unjudged(s, rule.lastJudged(s));
    expect([back.at, back.marks.has("b"), rule.lastJudged(back)]).toEqual(["b", false, ["a"]]);
    expect(rule.lastJudged(rule.unjudged(back, ["a"]))).toEqual([]);
  });
  it("puts verdicts back that the server would not take back, but not over newer ones", () => {
    const s = rule.kept(rule.judged(begun(), ["a", "b"], verdict), ["a", "b"]);
    const back = rule.judged(rule.unjudged(s, ["a", "b"]), ["b"], { ...verdict, intent: "i2" });
    const again = rule.restored(back, s, ["a", "b"]);
    expect([again.marks.get("a")?.intent, again.marks.get("b")?.intent, rule.lastJudged(again)]).toEqual(["i1", "i2", ["a"]]);
    expect(rule.restored(s, s, ["a"])).toBe(s);
  });
  it("knows what is kept", () => {
    const s = rule.kept(rule.judged(begun(), ["a"], verdict), ["a", "zz"]);
    expect([s.marks.get("a")?.state, s.marks.size]).toEqual(["kept", 1]);
  });
});

it("says it to the server: an intent, out of scope, or passed by", () => {
  expect(rule.labelsOf(["a"], verdict)).toEqual([{ turn_id: "a", intent: "i1" }]);
  expect(rule.labelsOf(["a"], { intent: null, name: "范围外", skip: false })).toEqual([{ turn_id: "a", intent: null }]);
  expect(rule.labelsOf(["a", "b"], { intent: "i1", name: "", skip: true })).toEqual([{ turn_id: "a", intent: null, skip: true }, { turn_id: "b", intent: null, skip: true }]);
  expect(rule.sitting(rule.judged(begun(), ["a"], { intent: null, name: "", skip: true }))).toEqual({ labelled: 0, skipped: 1, open: 3 });
});
