import { en } from "./en.ts";
import { zhCN, type Catalogue, type Key } from "./zh-CN.ts";

export type { Key } from "./zh-CN.ts";
export type Locale = "zh-CN" | "en";

const CATALOGUES: Record<Locale, Catalogue> = { "zh-CN": zhCN, en };

/** The first wish that has a catalogue; Chinese when none has. */
export function chooseLocale(...wishes: (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    const language = (wish ?? "").toLowerCase().split(/[-_]/)[0];
    if (language === "zh") return "zh-CN";
    if (language === "en") return "en";
  }
  return "zh-CN";
}

export type Translate = (key: Key, params?: Record<string, string | number>) => string;

export function translator(locale: Locale): Translate {
  const catalogue = CATALOGUES[locale];
  return (key, params = {}) => catalogue[key].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));
}
