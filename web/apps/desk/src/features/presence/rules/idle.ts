/** Seconds of warning before the status changes. */
export const WARNING_S = 60;

export type Idleness = { state: "active" } | { state: "warning"; left: number } | { state: "idle" };

/** How idle somebody is whose last sign of life was at `last` (epoch ms); `minutes` 0 switches the watch off. */
export function idleness(last: number, now: number, minutes: number): Idleness {
  if (minutes <= 0) return { state: "active" };
  const left = (last + minutes * 60_000 - now) / 1000;
  if (left <= 0) return { state: "idle" };
  return left <= WARNING_S ? { state: "warning", left: Math.ceil(left) } : { state: "active" };
}

/** Share of an offer's time that is left, 0…1, and the whole seconds. */
export function offerLeft(offeredAt: string, expiresAt: string, now: number): { seconds: number; share: number } {
  const [from, to] = [Date.parse(offeredAt), Date.parse(expiresAt)];
  const left = Math.max(0, to - now);
  return { seconds: Math.ceil(left / 1000), share: to > from ? Math.min(1, left / (to - from)) : 0 };
}
