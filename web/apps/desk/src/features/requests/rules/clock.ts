const DAY_MS = 86_400_000;
const SOON_DAYS = 3;

export type Clock = { left: number; tone: "late" | "soon" | "calm" } | { waited: number; tone: "calm" };

/** How long there is still: whole days until the end of the day `answerBy` (negative: too late), or, where no rule sets
 * one, whole days since it came. `now`: epoch ms; days are those of the reader's clock. */
export function clockOf(madeAt: string, answerBy: string | null, now: number): Clock {
  if (!answerBy) return { waited: Math.max(0, Math.floor((now - Date.parse(madeAt)) / DAY_MS)), tone: "calm" };
  const [y, m, d] = answerBy.split("-").map(Number) as [number, number, number];
  const today = new Date(now);
  const left = Math.round((Date.UTC(y, m - 1, d) - Date.UTC(today.getFullYear(), today.getMonth(), today.getDate())) / DAY_MS);
  return { left, tone: left < 0 ? "late" : left <= SOON_DAYS ? "soon" : "calm" };
}

/** The row beside the one that is open; the first when none is. */
export function beside<T extends { id: string }>(rows: readonly T[], id: string | null, step: 1 | -1): T | undefined {
  const at = rows.findIndex((one) => one.id === id);
  return at < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, at + step))];
}
