import { translator, type Locale } from "./i18n/index.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 123456 → "1,234.56" */
export function yuan(fen: number): string {
  const sign = fen < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(fen) / 100);
  const rest = String(Math.abs(fen) % 100 + 100).slice(1);
  return `${sign}${String(whole).replace(/\B(?=(\d{3})+$)/g, ",")}.${rest}`;
}

/** What somebody typed as an amount, in fen; null when it is none. "1,234.5", "１２", "12元" are amounts. */
export function readYuan(typed: string): number | null {
  const plain = typed
    .replace(/[\uff0e\uff10-\uff19]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s,，¥￥元]/g, "");
  const found = /^(\d{1,10})(?:\.(\d{0,2}))?$/.exec(plain);
  if (!found) return null;
  return Number(found[1]) * 100 + Number(`${found[2] ?? ""}00`.slice(0, 2));
}

/** "2026-12-08" → "12月8日", with the year when it is not this one's. */
export function day(iso: string, locale: Locale, today?: string): string {
  const [year, month, date] = iso.split("-").map(Number) as [number, number, number];
  const same = today !== undefined && today.slice(0, 4) === iso.slice(0, 4);
  return translator(locale)(same ? "date.day" : "date.day_year", { year, month, date, name: MONTHS[month - 1] ?? "" });
}

/** "0.182500" → "18.25%" */
export function percent(share: string): string {
  return `${(Number(share) * 100).toFixed(2).replace(/\.?0+$/, "")}%`;
}

/** `days` after a day. */
export function later(iso: string, days: number): string {
  const [year, month, date] = iso.split("-").map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** The time of the lender's day at which something was written, on the reader's clock. */
export function moment(iso: string): string {
  const at = new Date(iso);
  const two = (n: number): string => String(n + 100).slice(1);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
