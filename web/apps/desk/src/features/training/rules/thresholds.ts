import type { IntentThreshold } from "@tandem/api";

/** Intents by how much is known of them, so that those worth a look come first. */
export function byOutcomes(items: readonly IntentThreshold[]): IntentThreshold[] {
  return [...items].sort((a, b) => b.outcomes - a.outcomes || (a.name ?? "").localeCompare(b.name ?? "", "zh-CN"));
}

/** A precision typed in percent; null where the server would refuse it (0.5–0.995). */
export function precisionOf(percent: number | null): number | null {
  return percent === null || !Number.isFinite(percent) || percent < 50 || percent > 99.5 ? null : Math.round(percent * 10) / 1000;
}
