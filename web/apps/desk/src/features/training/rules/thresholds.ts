import type { IntentThreshold, ThresholdSet } from "@tandem/api";

/** Intents by how much is known of them, so that those worth a look come first. */
export function byOutcomes(items: readonly IntentThreshold[]): IntentThreshold[] {
  return [...items].sort((a, b) => b.outcomes - a.outcomes || (a.name ?? "").localeCompare(b.name ?? "", "zh-CN"));
}

/** How many intents a new set judges otherwise than the one in force. */
export function changedIntents(now: ThresholdSet, next: ThresholdSet): number {
  const old = new Map(now.items.map((i) => [i.intent, i]));
  const moved = (a: IntentThreshold | undefined, b: IntentThreshold) => !a || Math.abs(a.tau_auto - b.tau_auto) > 0.0005 || Math.abs(a.tau_draft - b.tau_draft) > 0.0005;
  return next.items.filter((i) => moved(old.get(i.intent), i)).length;
}

/** A precision typed in percent; null where the server would refuse it (0.5–0.995). */
export function precisionOf(percent: number | null): number | null {
  return percent === null || !Number.isFinite(percent) || percent < 50 || percent > 99.5 ? null : Math.round(percent * 10) / 1000;
}
