import { describe, expect, it } from "vitest";
import { aDraft } from "@/test/drafts.ts";
import { answerBody, answersOf, choices, fromHit, openFrom } from "./answer.ts";
import { left } from "./countdown.ts";
import { current, idleReason, inLine, placeOf, withDraft, withHolder, withoutDraft } from "./line.ts";

const none = new Set<string>();
const [a, b] = [aDraft("a"), aDraft("b", { due_at: "2026-11-22T01:00:10Z" })];
const other = { id: "you", name: "陈子航" };

describe("the line", () => {
  it("is first due first, however drafts came", () => {
    expect(inLine([a, b]).map((d) => d.id)).toEqual(["b", "a"]);
    expect(withDraft([b], a).map((d) => d.id)).toEqual(["b", "a"]);
    expect(withDraft([b, a], aDraft("a", { text: "新" }))).toHaveLength(2);
    expect(withoutDraft([b, a], "b").map((d) => d.id)).toEqual(["a"]);
  });
  it("moves a draft that got more time", () => {
    const later = withHolder([b, a], "b", other, "2026-11-22T01:00:30Z");
    expect(later.map((d) => [d.id, d.held_by?.name])).toEqual([["a", undefined], ["b", "陈子航"]]);
  });
  it("brings the first free one, and keeps the one at hand", () => {
    expect(current([b, a], "me", none, null)?.id).toBe("b");
    expect(current([b, a], "me", none, "a")?.id).toBe("a");
    expect(current([b, a], "me", none, "gone")?.id).toBe("b");
    expect(current([aDraft("b", { held_by: other }), a], "me", none, null)?.id).toBe("a");
    expect(current([aDraft("b", { held_by: { id: "me", name: "我" } })], "me", none, null)?.id).toBe("b");
    expect(current([b], "me", new Set(["b"]), null)).toBeNull();
    expect(current([b], "me", new Set(["b"]), "b")?.id).toBe("b");
  });
  it("says why nothing comes", () => {
    expect(idleReason([], "me", none)).toBe("empty");
    expect(idleReason([b], "me", new Set(["b"]))).toBe("skipped");
    expect(idleReason([aDraft("b", { held_by: other })], "me", none)).toBe("taken");
    expect(placeOf(aDraft("b", { held_by: other }), "me", new Set(["b"]))).toBe("held");
  });
});

describe("the answer", () => {
  it("offers the bot's own and three others", () => {
    const found = choices(aDraft("a", { text: "草稿" }));
    expect([found.own.answer, found.own.entry_id]).toEqual(["草稿", "e0"]);
    expect(found.others.map((c) => c.entry_id)).toEqual(["e1", "e2", "e3"]);
  });
  it("sends only what the person changed", () => {
    const { own, others } = choices(a);
    expect(answerBody(a, null, null)).toEqual({});
    expect(answerBody(a, own, null)).toEqual({});
    expect(answerBody(a, others[1]!, null)).toEqual({ entry_id: "e2" });
    expect(answerBody(a, null, " 我来说 ")).toEqual({ text: "我来说" });
    const hit = fromHit({ entry_id: "e9", key: "k", question: "问", answer: " 答 ", score: 1, confidence: 0.2 });
    expect(answerBody(a, hit, "改")).toEqual({ entry_id: "e9", text: "改" });
  });
  it("offers the leading entry's own words beside what the language model wrote", () => {
    const source = { entry_id: "e0", key: "k0", title: "问0", version: 1 };
    const draft = aDraft("m", { text: "模型写的", composed: { model: "m1", sources: [source], sentences: [] } });
    const { own, others } = choices(draft);
    expect(own.answer).toBe("模型写的");
    expect(others.map((one) => one.answer)).toEqual(["答0", "答1", "答2"]);
    expect(answerBody(draft, others[0]!, null)).toEqual({ entry_id: "e0" });
    expect(answerBody(draft, null, null)).toEqual({});
  });
});

describe("two questions, one after the other", () => {
  const two = aDraft("t", { text: "答1\n\n答0" });
  two.candidates = two.candidates.map((c, i) => ({ ...c, in_text: i < 2 }));
  const said = (role: "customer" | "bot" | "system") => ({ role, kind: "text", text: role, at: "2026-11-22T01:00:00Z" }) as const;
  it("names both entries in the text's order, and offers each alone", () => {
    expect(answersOf(two).map((c) => c.entry_id)).toEqual(["e1", "e0"]);
    const { own, others } = choices(two);
    expect([own.answer, ...others.map((one) => one.answer)]).toEqual(["答1\n\n答0", "答0", "答1", "答2"]);
    expect(answerBody(two, others[0]!, null)).toEqual({ entry_id: "e0" });
    expect(answerBody(two, null, null)).toEqual({});
    expect(answersOf(a)).toEqual([]);
  });
  it("knows what the customer still waits for", () => {
    expect(openFrom([])).toBe(0);
    expect(openFrom([said("customer"), said("bot"), said("customer"), said("system")])).toBe(2);
    expect(openFrom([said("customer"), said("customer")])).toBe(0);
    expect(openFrom([said("customer"), said("bot")])).toBe(2);
  });
});

describe("the countdown", () => {
  const at = (s: number) => Date.parse("2026-11-22T01:00:00Z") + s * 1000;
  it.each([[0, 20, 1, "calm"], [10.2, 10, 0.49, "soon"], [15, 5, 0.25, "now"], [25, 0, 0, "now"]] as const)("after %s s", (s, seconds, share, urgency) => {
    const found = left(a, at(s));
    expect([found.seconds, found.urgency]).toEqual([seconds, urgency]);
    expect(found.share).toBeCloseTo(share, 2);
  });
});
