import type { Row } from "@tandem/api";

/** The row `step` places from the open one, staying inside; the first when the open one is not in the list. */
export function neighbour(rows: readonly Row[], openId: string | undefined, step: 1 | -1): Row | undefined {
  const at = rows.findIndex((r) => r.id === openId);
  if (at < 0) return rows[0];
  return rows[at + step];
}

/** Where to go when the open conversation is done: the next in the list, else the one before, else nowhere. */
export function afterDone(rows: readonly Row[], openId: string): Row | undefined {
  const other = neighbour(rows, openId, 1) ?? neighbour(rows, openId, -1);
  return other?.id === openId ? undefined : other;
}

/** Times to snooze until: offered as words, worked out from `now` in local time. */
export function snoozePresets(now: Date): { id: "hour" | "threeHours" | "evening" | "tomorrow" | "monday"; until: Date }[] {
  const at = (days: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const presets = [
    { id: "hour" as const, until: new Date(now.getTime() + 3_600_000) },
    { id: "threeHours" as const, until: new Date(now.getTime() + 3 * 3_600_000) },
    { id: "evening" as const, until: at(0, 18) },
    { id: "tomorrow" as const, until: at(1, 9) },
    { id: "monday" as const, until: at(toMonday, 9) },
  ];
  return presets.filter((p) => p.until.getTime() > now.getTime() + 30 * 60_000);
}
