import type { Offer, Presence, PresenceState } from "@tandem/api";
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { useCan } from "@/lib/session.tsx";

/** Only those who answer customers have a status and get offers. */
const useServes = () => useCan()("conversations.reply");

export function usePresence() {
  return useQuery({ queryKey: keys.presence, queryFn: api.presence.read, enabled: useServes() });
}

export function useOffers() {
  return useQuery({ queryKey: keys.offers, queryFn: api.offers.list, enabled: useServes() });
}

export function useSetPresence() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (p: { state: PresenceState; reason?: string; reassign?: boolean }) => api.presence.set(p),
    onMutate: ({ state }) => {
      client.setQueryData<Presence>(keys.presence, (old) => old && { ...old, state, since: new Date().toISOString() });
    },
    onSuccess: (presence) => presence && client.setQueryData(keys.presence, presence),
    onError: () => void client.invalidateQueries({ queryKey: keys.presence }),
  });
}

export function putOffer(client: QueryClient, offer: Offer): void {
  client.setQueryData<Offer[]>(keys.offers, (old = []) => [...old.filter((o) => o.id !== offer.id), offer]);
}

export function dropOffer(client: QueryClient, id: string): Offer | undefined {
  const gone = client.getQueryData<Offer[]>(keys.offers)?.find((o) => o.id === id);
  client.setQueryData<Offer[]>(keys.offers, (old = []) => old.filter((o) => o.id !== id));
  return gone;
}
