import { describe, expect, it } from "vitest";
import { diff, listDiff } from "./diff.ts";

const shown = (before: string, after: string) => diff(before, after).map((p) => ({ same: p.text, added: `+${p.text}`, removed: `-${p.text}` })[p.type]);

describe("diff", () => {
  it("goes by character in Chinese and by word in Latin", () => {
    expect(shown("当日18:00前到账", "当日22:00前到账")).toEqual(["当日", "-18", "+22", ":00前到账"]);
    expect(shown("pay by App today", "pay by Card today")).toEqual(["pay by ", "-App", "+Card", " today"]);
  });
  it("shows a rewritten text as taken out and put in, not as crumbs", () => {
    expect(shown("打开首页，点还款", "请从我的页面点还款")).toEqual(["-打开首页，", "+请从我的页面", "点还款"]);
  });
  it("adds up to both texts", () => {
    const [before, after] = ["提前还款收取违约金。", "提前还款不收违约金，按天计息。"];
    const parts = diff(before, after);
    expect(parts.filter((p) => p.type !== "added").map((p) => p.text).join("")).toBe(before);
    expect(parts.filter((p) => p.type !== "removed").map((p) => p.text).join("")).toBe(after);
  });
  it("has nothing to show for the same or for none", () => {
    expect(shown("好", "好")).toEqual(["好"]);
    expect(diff("", "")).toEqual([]);
  });
});

it("compares phrasings as a set", () => {
  expect(listDiff(["a", "b"], ["b", "c"])).toEqual([{ type: "same", text: "b" }, { type: "added", text: "c" }, { type: "removed", text: "a" }]);
});
