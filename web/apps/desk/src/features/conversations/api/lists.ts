import type { Counts, Page, Row, RowQuery } from "@tandem/api";
import { keepPreviousData, useInfiniteQuery, useQuery, type QueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { upsertRow, type RowPages } from "../rules/lists.ts";

const listKey = (filter: RowQuery) => [...keys.lists, filter] as const;

export function useRows(filter: RowQuery) {
  return useInfiniteQuery({
    queryKey: listKey(filter),
    queryFn: ({ pageParam, signal }): Promise<Page<Row>> => api.conversations.list(filter, pageParam, 50, signal),
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
  for (const [key, data] of client.getQueriesData<RowPages>({ queryKey: keys.lists })) {
    const filter = key[2] as RowQuery | undefined;
    if (data && filter) client.setQueryData(key, upsertRow(data, row, filter, me, removedFrom));
  }
  client.setQueryData<Row | undefined>(keys.detail(row.id), (detail) => {
    if (!detail || detail.version > row.version) return detail;
    return { ...detail, ...row, customer: { ...detail.customer, ...row.customer } };
  });
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
