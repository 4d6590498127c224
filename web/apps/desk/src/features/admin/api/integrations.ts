import { createIntegrationsApi, type DeliveryFilter } from "@tandem/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, request } from "@/lib/api.ts";

export const integrations = createIntegrationsApi(client);

const KEYS = ["integrations", "keys"] as const;
const HOOKS = ["integrations", "webhooks"] as const;

export const useApiKeys = () => useQuery({ queryKey: KEYS, queryFn: integrations.keys, staleTime: 5_000 });
export const useScopes = () => useQuery({ queryKey: ["integrations", "scopes", request.locale()], queryFn: integrations.scopes, staleTime: 60_000 });
export const useWebhookEvents = () => useQuery({ queryKey: ["integrations", "events", request.locale()], queryFn: integrations.events, staleTime: 60_000 });

/** Health moves by itself: looked at every few seconds. */
export const useWebhooks = () => useQuery({ queryKey: HOOKS, queryFn: integrations.webhooks, staleTime: 2_000, refetchInterval: 5_000 });

export const useDeliveries = (id: string, filter: DeliveryFilter) =>
  useInfiniteQuery({
    queryKey: [...HOOKS, id, filter], queryFn: ({ pageParam }) => integrations.deliveries(id, filter, pageParam), initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next, staleTime: 0, refetchInterval: 5_000,
  });

/** One delivery; while it is on its way it is looked at again and again. */
export const useDelivery = (id: string | null) =>
  useQuery({
    queryKey: ["integrations", "delivery", id], queryFn: () => integrations.delivery(id!), enabled: id !== null, staleTime: 0,
    refetchInterval: (q) => (q.state.data && q.state.data.state !== "delivered" && q.state.data.state !== "dead" ? 2_000 : false),
  });

/** Changes something, then reads everything of integrations again. */
export function useChange<In, Out>(change: (value: In) => Promise<Out>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => cache.invalidateQueries({ queryKey: ["integrations"] }) });
}
