import type { TrialEntity } from "@tandem/api";
import { percent, yuan } from "@/lib/money.ts";

/** What a value says, and the unit that is left to the catalogue: of a length of time (`month`), of a rate (`year`). */
export interface Shown {
  text: string;
  unit: string | null;
}

export function shown({ kind, value }: TrialEntity): Shown {
  if (value === null) return { text: "–", unit: null };
  if (typeof value === "number") return { text: kind === "amount" ? yuan(value) : String(value), unit: null };
  if (typeof value === "string") return { text: value, unit: null };
  if ("start" in value) return { text: value.start === value.end ? value.start : `${value.start} – ${value.end}`, unit: null };
  if ("count" in value) return { text: String(value.count), unit: value.unit };
  return { text: percent(value.fraction), unit: value.per === null ? null : `per_${value.per}` };
}
