import type { Priority, Row, RowQuery, Sort, View } from "@tandem/api";

export const VIEWS: readonly View[] = ["mine", "unassigned", "all", "snoozed", "resolved"];
export const SORTS: readonly Sort[] = ["waiting", "sla", "newest", "oldest"];
export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];
const NARROWING = ["queue_id", "channel", "label", "priority", "q"] as const;

function oneOf<T extends string>(allowed: readonly T[], value: string | null, fallback: T): T {
  return allowed.includes(value as T) ? (value as T) : fallback;
}

/** The list's filter as it stands in the address, so that reload, back and a pasted link show the same list. */
export function filterFromParams(params: URLSearchParams): RowQuery {
  const view = oneOf(VIEWS, params.get("view"), "mine");
  const filter: RowQuery = { view, sort: oneOf(SORTS, params.get("sort"), view === "resolved" ? "newest" : "waiting") };
  for (const key of NARROWING) {
    const value = params.get(key);
    if (value) filter[key] = value;
  }
  return filter;
}

export function narrowings(filter: RowQuery): number {
  return NARROWING.filter((key) => filter[key]).length;
}

/** Whether a row is part of a list, judged here so that a change shows before the next fetch. */
export function belongs(row: Row, filter: RowQuery, me: string): boolean {
  if (filter.queue_id && row.queue?.id !== filter.queue_id) return false;
  if (filter.channel && row.channel !== filter.channel) return false;
  if (filter.priority && row.priority !== filter.priority) return false;
  if (filter.label && !row.labels.some((l) => l.id === filter.label)) return false;
  switch (filter.view) {
    case "mine":
      return row.status === "open" && row.agent?.id === me;
    case "unassigned":
      return row.status === "open" && row.agent === null && row.controller === "queue";
    case "all":
      return row.status === "open";
    default:
      return row.status === filter.view;
  }
}

const time = (iso: string | null | undefined, absent: number) => (iso ? Date.parse(iso) : absent);
const lastAt = (row: Row) => time(row.last_message?.at ?? row.opened_at, 0);

const ORDERS: Record<Sort, (a: Row, b: Row) => number> = {
  waiting: (a, b) => time(a.waiting_since, Infinity) - time(b.waiting_since, Infinity) || lastAt(b) - lastAt(a),
  sla: (a, b) => time(a.sla?.due_at, Infinity) - time(b.sla?.due_at, Infinity) || lastAt(b) - lastAt(a),
  newest: (a, b) => lastAt(b) - lastAt(a),
  oldest: (a, b) => time(a.opened_at, 0) - time(b.opened_at, 0),
};

/** Total order of a list; ids break ties so that rows never swap places for nothing. */
export function rowOrder(sort: Sort = "waiting"): (a: Row, b: Row) => number {
  const order = ORDERS[sort];
  return (a, b) => {
    const d = order(a, b);
    // Infinity - Infinity is NaN: both lack the value and are equal in it.
    return (Number.isNaN(d) ? lastAt(b) - lastAt(a) : d) || (a.id < b.id ? -1 : 1);
  };
}
