import type { Locale } from "@tandem/sdk";
import { en } from "./en.ts";
import { zhCN, type Catalogue, type Key } from "./zh-CN.ts";

export { chooseLocale, localeOf, type Locale } from "@tandem/sdk";
export type { Key } from "./zh-CN.ts";
const CATALOGUES: Record<Locale, Catalogue> = { "zh-CN": zhCN, en };

export type Translate = (key: Key, params?: Record<string, string | number>) => string;

export function translator(locale: Locale): Translate {
  const catalogue = CATALOGUES[locale];
  return (key, params = {}) => catalogue[key].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));
}

/** "14:05" today, "昨天 14:05", "3月2日 14:05", with the year when it is another one. */
export function formatTime(iso: string, locale: Locale, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false }).format(at);
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days === 0) return clock;
  if (days === 1) return `${CATALOGUES[locale]["time.yesterday"]} ${clock}`;
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  const day = new Intl.DateTimeFormat(locale, { ...year, month: locale === "en" ? "short" : "long", day: "numeric" }).format(at);
  return `${day} ${clock}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  const mb = bytes / 1024 / 1024;
  return `${mb >= 10 || Number.isInteger(mb) ? Math.round(mb) : mb.toFixed(1)} MB`;
}

function startOfDay(d: Date): number {
  return new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
}
