import type { CalendarDefinition, CalendarSpan } from "@tandem/api";

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Minutes since midnight; 24:00 is the end of the day. NaN when it is no time. */
export function minutes(text: string): number {
  if (text === "24:00") return 1440;
  if (!TIME.test(text)) return Number.NaN;
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

/** True when every span runs forward and none overlaps another. */
export function spansFit(spans: readonly CalendarSpan[]): boolean {
  const sorted = spans.map((s) => [minutes(s.from), minutes(s.to)] as const).sort((a, b) => a[0] - b[0]);
  return sorted.every(([from, to], i) => from < to && (i === 0 || sorted[i - 1]![1] <= from));
}

export function definitionFits(d: CalendarDefinition): boolean {
  const lists = [...Object.values(d.weekly), d.holiday_spans, d.workday_spans ?? [], ...d.exceptions.map((e) => e.spans)];
  return lists.every(spansFit) && d.exceptions.every((e) => /^\d{4}-\d{2}-\d{2}$/.test(e.date));
}

/** A span to begin with: the hours after the last one, or office hours. */
export function nextSpan(spans: readonly CalendarSpan[]): CalendarSpan {
  const last = spans.at(-1);
  if (!last) return { from: "09:00", to: "18:00" };
  const hour = Math.min(22, Math.ceil(minutes(last.to) / 60) + 1);
  const text = (h: number) => `${String(h).padStart(2, "0")}:00`;
  return { from: text(hour), to: text(Math.min(24, hour + 3)) };
}

const office = () => [nextSpan([])];

/** What a new calendar begins with: office hours from Monday to Friday. */
export const OFFICE_WEEK: CalendarDefinition = {
  timezone: "Asia/Shanghai", weekly: { 1: office(), 2: office(), 3: office(), 4: office(), 5: office(), 6: [], 7: [] }, holidays: "china", holiday_spans: [], workday_spans: null, exceptions: [],
};
