import type { TimelineEntry, TimelineGroup } from "@tandem/api";

export const GROUPS: readonly TimelineGroup[] = ["contact", "loan", "customer", "consent", "verification", "tag", "segment"];

export const groupOf = (kind: string) => kind.split(".")[0]!;

/** Newest first, each once: pages that overlap lose nothing and double nothing. */
export function merged(pages: readonly { items: readonly TimelineEntry[] }[]): TimelineEntry[] {
  const byId = new Map<string, TimelineEntry>();
  for (const page of pages) for (const entry of page.items) if (!byId.has(entry.id)) byId.set(entry.id, entry);
  return [...byId.values()].sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : Date.parse(b.at) - Date.parse(a.at)));
}

/** The calendar day of the reader, for headings. */
export function dayOf(at: string): string {
  const d = new Date(at);
  return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`;
}

export function byDay(entries: readonly TimelineEntry[]): { day: string; entries: TimelineEntry[] }[] {
  const days: { day: string; entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    if (days.at(-1)?.day === day) days.at(-1)!.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
