import { placeholders } from "@tandem/i18n";
import { expect, it } from "vitest";

const modules = import.meta.glob<Record<string, unknown>>(["/src/**/messages*.ts", "/src/lib/common.ts", "/src/lib/reasons.ts"], { eager: true });
type Catalogues = { "zh-CN": Record<string, string>; en: Record<string, string> };
const isCatalogue = (x: unknown): x is Catalogues => typeof x === "object" && x !== null && "zh-CN" in x && "en" in x;
const all = Object.entries(modules).flatMap(([path, m]) => Object.values(m).filter(isCatalogue).map((c) => [path, c] as const));

it("finds the catalogues", () => expect(all.length).toBeGreaterThan(5));

it.each(all)("%s says the same in both languages", (_, { "zh-CN": zh, en }) => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  for (const key of Object.keys(zh)) {
    expect(en[key], key).toBeTruthy();
    expect(placeholders(en[key]!), key).toEqual(placeholders(zh[key]!));
  }
});
