import { createChannelsApi, type Id } from "@tandem/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/lib/api.ts";

export const channels = createChannelsApi(client);

const root = ["settings", "channels"];
const LOOK_MS = 10_000;

export const useKinds = () => useQuery({ queryKey: [...root, "kinds"], queryFn: channels.kinds, staleTime: Infinity });
/** Looked at every few seconds: queues grow while one watches. */
export const useAccounts = () => useQuery({ queryKey: [...root, "accounts"], queryFn: channels.accounts, refetchInterval: LOOK_MS, staleTime: 0 });
export const useAccount = (id: Id) => useQuery({ queryKey: [...root, "account", id], queryFn: () => channels.account(id), staleTime: 0 });

export const useStuck = (id: Id) =>
  useInfiniteQuery({ queryKey: [...root, id, "stuck"], queryFn: ({ pageParam }) => channels.stuck(id, pageParam), initialPageParam: null as string | null, getNextPageParam: (page) => page.next, staleTime: 0 });
export const useHeld = (id: Id) =>
  useInfiniteQuery({ queryKey: [...root, id, "held"], queryFn: ({ pageParam }) => channels.held(id, pageParam), initialPageParam: null as string | null, getNextPageParam: (page) => page.next, staleTime: 0 });

/** Whatever was done, the lists and counts are read anew. */
export function useAct<V, R>(act: (value: V) => Promise<R>) {
  const query = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => query.invalidateQueries({ queryKey: root }) });
}

