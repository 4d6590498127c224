import type { Priority, Row, RowQuery, Sort, View } from "@tandem/api";

export const VIEWS: readonly View[] = ["mine", "mentioned", "unassigned", "all", "snoozed", "resolved"];
export const SORTS: readonly Sort[] = ["waiting", "sla", "newest", "oldest"];
export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];
const NARROWING = ["queue_id", "channel", "label", "priority", "agent_id", "q"] as const;

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
  if (filter.agent_id && row.agent?.id !== filter.agent_id) return false;
  if (filter.priority && row.priority !== filter.priority) return false;
  if (filter.label && !row.labels.some((l) => l.id === filter.label)) return false;
  switch (filter.view) {
    case "mine":
      return row.status === "open" && row.agent?.id === me;
    case "unassigned": // a silent seat drafts unseen, so its conversations wait for a person too
      return row.status === "open" && (row.controller === "queue" || row.controller === "silent_seat");
    case "mentioned": // the server alone knows
      return true;
    case "all":
      return row.status === "open";
    default:
      return row.status === filter.view;
  }
}

const time = (iso: string | null | undefined) => (iso ? Date.parse(iso) : 0);
// As the server orders: rows without the value come after all that have it, the longest untouched first.
const AFTER_ALL = 100 * 365.25 * 86_400_000;
const orAfterAll = (iso: string | null | undefined, row: Row) => (iso ? Date.parse(iso) : time(row.updated_at) + AFTER_ALL);

const KEYS: Record<Sort, (row: Row) => number> = {
  waiting: (row) => orAfterAll(row.waiting_since, row),
  sla: (row) => orAfterAll(row.sla?.due_at, row),
  newest: (row) => -time(row.updated_at),
  oldest: (row) => time(row.updated_at),
};

/** Total order of a list; ids break ties so that rows never swap places for nothing. */
export function rowOrder(sort: Sort = "waiting"): (a: Row, b: Row) => number {
  const key = KEYS[sort];
  const sign = sort === "newest" ? -1 : 1;
  return (a, b) => key(a) - key(b) || (a.id < b.id ? -sign : sign);
}
