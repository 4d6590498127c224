import { createCustomersApi, type LendingState, type LoanCommand, type TimelineGroup } from "@tandem/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { merged } from "../rules/timeline.ts";

export const customersApi = createCustomersApi(client);

const panoramaKey = (id: string, conversation?: string) => [...keys.customer(id), "panorama", conversation ?? null] as const;
const timelineKey = (id: string) => [...keys.customer(id), "timeline"] as const;
// A command that is not settled is announced; should the announcement be lost, it is asked about all the same.
const OPEN_COMMAND_MS = 5_000;
const STILL_DOWN_MS = 30_000;
const open = (lending: LendingState | undefined) => lending?.commands.some((one) => one.settled_at === null) ?? false;

export function usePanorama(id: string, conversation?: string) {
  return useQuery({
    queryKey: panoramaKey(id, conversation),
    queryFn: () => customersApi.panorama(id, conversation),
    staleTime: 15_000,
    refetchInterval: ({ state: { data } }) => (open(data?.lending) ? OPEN_COMMAND_MS : false),
  });
}

/** The loans. When the core did not answer in the time a panel has, it is asked alone at once, with more patience, and
 * then from time to time. */
export function useLending(id: string, told: LendingState) {
  const down = told.state === "down";
  const again = useQuery({
    queryKey: [...keys.customer(id), "lending"],
    queryFn: () => customersApi.lending(id),
    enabled: down,
    gcTime: 0,
    refetchInterval: ({ state: { data } }) => (data && data.state !== "down" ? false : STILL_DOWN_MS),
  });
  return { lending: down && again.data ? again.data : told, asking: again.isFetching, ask: () => void again.refetch() };
}

export function usePlan(id: string, loan: string) {
  return useQuery({ queryKey: [...keys.customer(id), "plan", loan], queryFn: () => customersApi.plan(id, loan), staleTime: 15_000 });
}

/** What the customer is told and agrees to: it does not change under their eyes. */
export function useQuote(id: string, loan: string, on?: string) {
  return useQuery({ queryKey: [...keys.customer(id), "quote", loan, on ?? null], queryFn: () => customersApi.quote(id, loan, on), staleTime: 0, gcTime: 0, retry: false, refetchOnReconnect: false });
}

/** Asked for when the amount is in (null: not yet); it does not change under their eyes either. */
export function usePrepaymentQuote(id: string, loan: string, fen: number | null) {
  return useQuery({ queryKey: [...keys.customer(id), "quote", loan, "part", fen], queryFn: () => customersApi.prepaymentQuote(id, loan, fen!), enabled: fen !== null, staleTime: 0, gcTime: 0, retry: false, refetchOnReconnect: false });
}

/** Reading it is audited: only while somebody looks. */
export const useFamily = (id: string, looking: boolean) => useQuery({ queryKey: [...keys.customer(id), "family"], queryFn: () => customersApi.family(id), enabled: looking, staleTime: 0 });

function useFamilyChange<V>(change: (value: V) => Promise<unknown>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Whoever they are now, nothing that was shown of any of them holds.
    onSuccess: () => Promise.all([cache.invalidateQueries({ queryKey: ["customers"] }), cache.invalidateQueries({ queryKey: keys.lists })]),
  });
}

export const useMerge = (id: string) => useFamilyChange(({ other, reason }: { other: string; reason: string }) => customersApi.merge(id, other, reason));
export const useNotSame = (id: string) => useFamilyChange((other: string) => customersApi.notSame(id, other));
export const useSplit = () => useFamilyChange(({ merge, note }: { merge: string; note: string }) => customersApi.split(merge, note));

export function useLoanCommand(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Parameters<typeof customersApi.command>[1]): Promise<LoanCommand> => customersApi.command(id, body),
    // Not the quote: what was agreed to stays on the screen as it was.
    onSettled: () => cache.invalidateQueries({ queryKey: keys.customer(id), predicate: (query) => query.queryKey[2] !== "quote" && query.queryKey[2] !== "timeline" }),
  });
}

/** All pages so far. What is new is fetched as a fresh first page and laid on top: nothing below moves. */
export function useTimeline(id: string, groups: readonly TimelineGroup[]) {
  const query = useInfiniteQuery({
    queryKey: [...timelineKey(id), ...groups],
    queryFn: ({ pageParam }) => customersApi.timeline(id, groups, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Infinity,
  });
  const head = useQuery({
    queryKey: [...keys.customer(id), "timelineHead", ...groups],
    queryFn: () => customersApi.timeline(id, groups, null),
    enabled: query.isSuccess,
    initialData: query.data?.pages[0],
    initialDataUpdatedAt: query.dataUpdatedAt,
    staleTime: Infinity,
  });
  return { ...query, entries: merged([...(head.data ? [head.data] : []), ...(query.data?.pages ?? [])]) };
}
