import type { ModelVersion } from "@tandem/api";

export const busy = (v: ModelVersion): boolean => v.state === "queued" || v.state === "training";

/** Live versions, the larger share first. */
export function live(versions: readonly ModelVersion[]): ModelVersion[] {
  return versions.filter((v) => v.publication !== null).sort((x, y) => y.publication!.share - x.publication!.share || y.number - x.number);
}

/** The version compared with by itself: the live one, else the ready one before it. */
export function rival(versions: readonly ModelVersion[], number: number): number | null {
  const ready = versions.filter((v) => v.state === "ready" && v.number !== number);
  const on = live(ready)[0];
  if (on) return on.number;
  return ready.filter((v) => v.number < number).sort((x, y) => y.number - x.number)[0]?.number ?? ready[0]?.number ?? null;
}

/** The pair to compare when nobody said which: what is live, and the newest that is not. */
export function pair(versions: readonly ModelVersion[]): { a: number; b: number } | null {
  const ready = versions.filter((v) => v.state === "ready").sort((x, y) => y.number - x.number);
  const newest = ready[0];
  if (!newest || ready.length < 2) return null;
  const on = live(ready)[0];
  const b = on?.number === newest.number ? ready[1]! : newest;
  const a = on ?? ready.find((v) => v.number !== b.number)!;
  return a.number === b.number ? null : a.number < b.number ? { a: a.number, b: b.number } : { a: b.number, b: a.number };
}

/** Among what was missing: an encoder that could be taught. */
export const SECOND_READING = "second reading";

/** What was or is missing: encoders by name, the second reading in the reader's words. */
export function missingNames(missing: readonly string[], secondReading: string): string[] {
  return missing.map((name) => (name === SECOND_READING ? secondReading : name));
}

/** How far training is, 0–1; null while it waits or does not know. */
export function progress(v: ModelVersion): number | null {
  if (v.state === "queued" || v.total <= 0) return null;
  return Math.min(1, v.done / v.total);
}

/** A share of conversations typed in percent, as the server takes it; null when it is none. */
export function shareOf(percent: number | null): number | null {
  return percent === null || !Number.isFinite(percent) || percent <= 0 || percent > 100 ? null : Math.round(percent) / 100;
}
