import type { LayerInForce, StrategyContent } from "@tandem/api";
import { describe, expect, it } from "vitest";
import { inserted, inWords, marked } from "./marking.ts";
import { ANY, cellOf, columns, emptyCell, rows, withCell } from "./matrix.ts";

const fault = (at: number, end: number) => ({ code: "x", at, end, text: "", place: "" });

describe("marking a fault", () => {
  it.each([
    ["逾期天数 > 30", 7, 9, ["逾期天数 > ", "30", ""]],
    ["a and", 5, 6, ["a and", " ", ""]],
    ["😀x", 1, 2, ["😀", "x", ""]],
  ] as const)("%s", (source, at, end, expected) => expect(marked(source, fault(at, end))).toEqual(expected));
});

it("puts a word between words with blanks, and none inside brackets", () => {
  expect(inserted("a and", 5, 5, "b")).toEqual({ text: "a and b", cursor: 7 });
  expect(inserted("known()", 6, 6, "b")).toEqual({ text: "known(b)", cursor: 7 });
  expect(inserted("", 0, 0, "b")).toEqual({ text: "b", cursor: 1 });
  expect(inserted("ac", 1, 1, "b").text).toBe("a b c");
});

it("shows a rule with labels, and leaves texts and unknown words alone", () => {
  const facts = [{ key: "overdue_days", label: "逾期天数" }, { key: "loans_open", label: "loans running" }];
  expect(inWords('overdue_days > 3天 and loans_open > 0 and tag("overdue_days")', facts)).toBe('逾期天数 > 3天 and loans_open > 0 and tag("overdue_days")');
});

describe("the matrix", () => {
  const content: StrategyContent = { layers: ["need", "stage", "value"], cells: [{ ...emptyCell("stage:overdue", ANY), queue: "repayment" }, { ...emptyCell("stage:gone", "settle"), priority: 2 }] };
  const layer = (key: "stage" | "need", ...segments: string[]): LayerInForce =>
    ({ key, version: 1, elsewhere: 0, draft: null, segments: segments.map((s) => ({ key: s, name: s, name_en: s, rule: "true", customers: 1 })) });
  it("has rows in the order of layers, those gone and anybody last", () =>
    expect(rows(content, [layer("stage", "new", "overdue"), layer("need", "none")]).map((r) => r.key)).toEqual(["need:none", "stage:new", "stage:overdue", "stage:gone", ANY]));
  it("has a column for every intent once", () => expect(columns(content, ["settle", "limit"])).toEqual([ANY, "settle", "limit"]));
  it("drops a cell that says nothing any more", () => {
    const cell = cellOf(content, "stage:overdue", ANY)!;
    expect(withCell(content, { ...cell, queue: null, script: " " }).cells).toHaveLength(1);
    expect(cellOf(withCell(content, { ...cell, priority: 3 }), "stage:overdue", ANY)!.priority).toBe(3);
  });
});
