import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseLocale, formatBytes, formatTime, localeOf, translator } from "../src/i18n/index.ts";
import { en } from "../src/i18n/en.ts";
import { zhCN } from "../src/i18n/zh-CN.ts";

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

function sources(dir: string): string {
  return readdirSync(dir, { withFileTypes: true })
    .map((e) => (e.isDirectory() ? sources(join(dir, e.name)) : /i18n\/(zh-CN|en)\.ts$/.test(join(dir, e.name)) ? "" : readFileSync(join(dir, e.name), "utf8")))
    .join("\n");
}

describe("catalogues", () => {
  it("have the same keys and placeholders", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zhCN).sort());
    for (const key of Object.keys(zhCN) as (keyof typeof zhCN)[]) expect(placeholders(en[key]), key).toEqual(placeholders(zhCN[key]));
  });

  it("carry no key the code does not use", () => {
    const code = sources(join(import.meta.dirname, "../src"));
    const built = /^(prechat\.(name|phone|email|topic)$|channel\.|event\.|elsewhere\.(open_there|window_closed|no_phone|no_email)$|rating\.(\d|tag\.)|message\.(sending|waiting|sent|delivered|read)$|net\.(load_failed|not_found|sign_in)$|error\.(file_\w+|upload_failed|feature_off|voice_off|voice_empty|request_failed|blocked|too_long|no_elsewhere|continue_failed)$)/;
    const unused = Object.keys(zhCN).filter((key) => !built.test(key) && !code.includes(`"${key}"`));
    expect(unused).toEqual([]);
  });

  it("leave no Chinese word in the code outside the catalogues", () => {
    const stray = sources(join(import.meta.dirname, "../src"))
      .split("\n")
      .filter((line) => /[\u4e00-\u9fff]/.test(line) && !/^\s*(\/\/|\*|\/\*\*)/.test(line));
    expect(stray).toEqual([]);
  });
});

describe("locales", () => {
  it("are chosen from the first wish that has a catalogue", () => {
    expect(localeOf("zh-Hant-TW")).toBe("zh-CN");
    expect(localeOf("en_GB")).toBe("en");
    expect(chooseLocale("fr", "en-US")).toBe("en");
    expect(chooseLocale("fr", null, undefined)).toBe("zh-CN");
  });

  it("fill placeholders", () => {
    expect(translator("en")("queue.position", { count: 2 })).toBe("2 ahead of you");
  });
});

describe("formatTime", () => {
  const now = new Date(2026, 2, 5, 12, 0);
  it.each([
    [new Date(2026, 2, 5, 9, 5), "09:05", "09:05"],
    [new Date(2026, 2, 4, 23, 59), "昨天 23:59", "Yesterday 23:59"],
    [new Date(2026, 1, 1, 8, 0), "2月1日 08:00", "Feb 1 08:00"],
    [new Date(2025, 11, 31, 8, 0), "2025年12月31日 08:00", "Dec 31, 2025 08:00"],
  ])("%s", (at, zh, english) => {
    expect(formatTime(at.toISOString(), "zh-CN", now)).toBe(zh);
    expect(formatTime(at.toISOString(), "en", now)).toBe(english);
  });

  it("survives nonsense", () => expect(formatTime("soon", "en", now)).toBe(""));
});

it("formats sizes", () => expect([512, 2048, 1572864, 10485760].map(formatBytes)).toEqual(["512 B", "2 KB", "1.5 MB", "10 MB"]));
