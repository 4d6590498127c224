import { describe, expect, it } from "vitest";
import { fillVariables, mentionedIn, openVariables, rankCanned, splice, triggerAt } from "./canned.ts";

describe("variables", () => {
  it("fills what is known and leaves the rest to be seen", () => {
    const text = fillVariables("您好，{{ customer.name }}，编号 {{ticket.number}}", { "customer.name": "张伟", "ticket.number": "" });
    expect(text).toBe("您好，张伟，编号 {{ticket.number}}");
    expect(openVariables(text)).toEqual(["ticket.number"]);
  });
});

describe("triggerAt", () => {
  it.each([
    ["/你", 2, "/", { start: 0, query: "你" }], ["好的 /ti", 6, "/", { start: 3, query: "ti" }], ["1/2", 3, "/", null], ["/你 好", 4, "/", null],
    ["请@王", 3, "@", { start: 1, query: "王" }], ["a@b", 3, "@", null],
  ] as const)("%s", (text, caret, character, expected) => expect(triggerAt(text, caret, character)).toEqual(expected));
});

it("ranks shortcuts before titles before texts", () => {
  const r = (shortcut: string, title: string, text: string) => ({ id: shortcut, shortcut, title, text, scope: "shared" as const });
  const list = [r("x", "再见", "还款成功"), r("还款", "步骤", "…"), r("y", "提前还款", "…"), r("z", "无关", "…")];
  expect(rankCanned(list, "还款").map((c) => c.shortcut)).toEqual(["还款", "y", "x"]);
});

it("splices text at the trigger and puts the caret behind it", () => {
  expect(splice("好 /ti 吧", 2, 5, "稍等")).toEqual({ text: "好 稍等 吧", caret: 4 });
});

it("finds mentions, the longest name first", () => {
  const people = [{ id: "1", name: "王明" }, { id: "2", name: "王明月" }];
  expect(mentionedIn("@王明月 看一下", people)).toEqual(["2"]);
  expect(mentionedIn("@王明 @王明月", people).sort()).toEqual(["1", "2"]);
});
