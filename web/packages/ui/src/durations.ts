const pad = (n: number) => String(n).padStart(2, "0");

/** Seconds as a running clock: 0:42, 12:05, 1:02:33, 49:10:00 → 2d 1h. */
export function clockText(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s >= 48 * 3600) return `${Math.floor(s / 86400)}d ${Math.floor((s % 86400) / 3600)}h`;
  const [h, m] = [Math.floor(s / 3600), Math.floor((s % 3600) / 60)];
  return h > 0 ? `${h}:${pad(m)}:${pad(s % 60)}` : `${m}:${pad(s % 60)}`;
}

/** Seconds between an ISO time and now (epoch ms); negative when the time is ahead. */
export function since(iso: string, now: number): number {
  return (now - Date.parse(iso)) / 1000;
}

const sameDay = (a: Date, b: Date) =>
  a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();

export function timeText(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(iso));
}

export function dateTimeText(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false,
  }).format(new Date(iso));
}

/** Time today, month and day this year, else the full date. */
export function shortTimeText(iso: string, locale: string, now: number): string {
  const [at, today] = [new Date(iso), new Date(now)];
  if (sameDay(at, today)) return timeText(iso, locale);
  if (at.getFullYear() === today.getFullYear()) {
    return new Intl.DateTimeFormat(locale, { month: "numeric", day: "numeric" }).format(at);
  }
  return new Intl.DateTimeFormat(locale).format(at);
}

/** "today" / "yesterday" in words, else the date with its weekday: the day separator of a thread. */
export function dayText(iso: string, locale: string, now: number): string {
  const at = new Date(iso);
  for (const days of [0, 1]) {
    if (sameDay(at, new Date(now - days * 86_400_000))) {
      return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-days, "day");
    }
  }
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", day: "numeric", weekday: "short" }).format(at);
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
