import type { Invitation } from "@tandem/sdk";

/** How often this browser was invited on a day, and whether the customer sent the bubble away. */
export interface Invited {
  day: string;
  times: number;
  dismissed: boolean;
}

/** "/loan/*" fits "/loan/plan" and "/loan/"; "*" fits everything. Nothing but "*" is special. */
export function fits(pattern: string, path: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(path);
}

/** The first invitation meant for this page that may still be shown today; null: leave the visitor in peace. */
export function invitationFor(all: readonly Invitation[], path: string, day: string, before: Invited | null): Invitation | null {
  const today = before?.day === day ? before : null;
  if (today?.dismissed) return null;
  return all.find((one) => one.pages.some((page) => fits(page, path)) && (today?.times ?? 0) < one.per_day) ?? null;
}

/** What to remember once it was shown, or sent away. */
export function noteInvited(day: string, before: Invited | null, dismissed = false): Invited {
  const times = before?.day === day ? before.times : 0;
  return { day, times: dismissed ? times : times + 1, dismissed: dismissed || (before?.day === day && before.dismissed) };
}
