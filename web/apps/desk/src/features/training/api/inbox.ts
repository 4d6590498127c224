import type { InboxPage, InboxWhy } from "@tandem/api";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { keys, training } from "./keys.ts";

export type Why = InboxWhy | "all";
export const WHYS: readonly Why[] = ["all", "unanswered", "low_confidence", "edited", "badly_rated"];

// How many turns are fetched at once; the next page comes before the last is done.
export const PAGE = 40;

/** Turns to judge. Never fetched again behind the trainer's back: what was judged keeps its place. */
export function useInbox(why: Why) {
  return useInfiniteQuery({
    queryKey: keys.inbox(why),
    queryFn: ({ pageParam }): Promise<InboxPage> => training.inbox({ why: why === "all" ? undefined : why, limit: PAGE }, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
  });
}

/** How many wait, by reason; colleagues label too. */
export const useInboxCounts = () =>
  useQuery({ queryKey: keys.counts, queryFn: training.counts, refetchInterval: 15_000, staleTime: 5_000 });
