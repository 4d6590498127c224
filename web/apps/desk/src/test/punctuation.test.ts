import { writing } from "@tandem/i18n";
import { expect, it } from "vitest";

const sources = import.meta.glob<string>(["/src/**/*.{ts,tsx}", "!/src/**/*.test.{ts,tsx}", "!/src/test/**"], { eager: true, query: "?raw", import: "default" });

/** Texts of Chinese belong into catalogues, and so do its points: a screen in English would show them. */
export function chinesePoints(path: string, source: string): string[] {
  if (/\/messages[^/]*\.ts$/.test(path) || source.includes("defineMessages(")) return [];
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
  // What people type may have them: patterns, and where a list typed by hand is parted.
  return code.split("\n").filter((line) => /[、，；：（）。]/.test(line) && !/tokenSeparators|\/[^/\n]*[、，；：（）。][^/\n]*\/[a-z]*[,.)]/.test(line));
}

it("sees a planted one", () => {
  expect(chinesePoints("/src/a.tsx", 'const x = names.join("、");')).toHaveLength(1);
  expect(chinesePoints("/src/a.tsx", "<p>{t(\"a\")}：{b}</p>")).toHaveLength(1);
  expect(chinesePoints("/src/a.tsx", "// 甲、乙\nconst x = text.replace(/[,，]/g, \"\");")).toHaveLength(0);
});

it("no screen puts Chinese points between the reader's words", () => {
  const found = Object.entries(sources).flatMap(([path, source]) => chinesePoints(path, source).map((line) => `${path}: ${line.trim()}`));
  expect(found).toEqual([]);
});

it("each language has its own points", () => {
  expect(writing("zh-CN").labelled("合计", writing("zh-CN").listed(["甲", "乙"]))).toBe("合计：甲、乙");
  expect(writing("en").aside(writing("en").clauses(["a", "b"]), "c")).toBe("a; b (c)");
});
