import type { Counts, Page, Row, RowQuery } from "@tandem/api";
import { keepPreviousData, useInfiniteQuery, useQuery, type QueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { useMe } from "@/lib/session.tsx";
import { belongs } from "../rules/filters.ts";
import { upsertRow, type RowPages } from "../rules/lists.ts";
import { NewestRows } from "../rules/newest.ts";

const newest = new NewestRows();

const listKey = (filter: RowQuery) => [...keys.lists, filter] as const;

async function fetchRows(filter: RowQuery, me: string, cursor: string | null, signal: AbortSignal): Promise<Page<Row>> {
  const page = await api.conversations.list(filter, cursor, 50, signal);
  const items = page.items.flatMap((row) => {
    const latest = newest.see(row);
    if (latest === row) return [row];
    return belongs(latest, filter, me) ? [row.mentioned === undefined ? latest : { ...latest, mentioned: row.mentioned }] : [];
  });
  return { ...page, items };
}

export function useRows(filter: RowQuery) {
  const { id: me } = useMe();
  return useInfiniteQuery({
    queryKey: listKey(filter),
    queryFn: ({ pageParam, signal }) => fetchRows(filter, me, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // A searched list keeps showing the last answer while the next one is under way.
    placeholderData: filter.q ? keepPreviousData : undefined,
  });
}

export function useCounts() {
  return useQuery({ queryKey: keys.counts, queryFn: api.conversations.counts });
}

/** Puts a changed row into every cached list and the open conversation's details. */
export function putRow(client: QueryClient, row: Row, me: string, removedFrom?: readonly string[]): void {
  newest.see(row);
  for (const [key, data] of client.getQueriesData<RowPages>({ queryKey: keys.lists })) {
    const filter = key[2] as RowQuery | undefined;
    if (data && filter) client.setQueryData(key, upsertRow(data, row, filter, me, removedFrom));
  }
  client.setQueryData<Row | undefined>(keys.detail(row.id), (detail) => {
    if (!detail || detail.version > row.version) return detail;
    return { ...detail, ...row, customer: { ...detail.customer, ...row.customer } };
  });
}

/** My reading clears the badge at once; the server's row follows. */
export function putUnread(client: QueryClient, id: string, unread: number): void {
  client.setQueriesData<RowPages>({ queryKey: keys.lists }, (data) => {
    if (!data) return data;
    const pages = data.pages.map((p) => ({ ...p, items: p.items.map((r) => (r.id === id ? { ...r, unread } : r)) }));
    return { ...data, pages };
  });
}

/** I have looked at what I was mentioned in, or was mentioned anew. */
export function mentionsChanged(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: keys.counts });
  void client.invalidateQueries({ queryKey: keys.lists, predicate: ({ queryKey }) => (queryKey[2] as RowQuery | undefined)?.view === "mentioned" });
}

export function putCounts(client: QueryClient, counts: Counts): void {
  client.setQueryData(keys.counts, counts);
}

/** After a reconnect or a bulk change: lists and details are asked for again, what is shown stays until then. */
export function refetchConversations(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: keys.lists });
  void client.invalidateQueries({ queryKey: keys.counts });
  void client.invalidateQueries({ queryKey: ["conversations", "detail"] });
}
