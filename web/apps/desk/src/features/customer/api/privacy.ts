import type { PrivacyRequest, RestrictionReason } from "@tandem/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/lib/query.ts";
import { customersApi } from "./customers.ts";

const ASK_AGAIN_MS = 2_000;
const waits = (all: PrivacyRequest[] | undefined) => all?.some((one) => one.state === "waiting") ?? false;

/** Reading them is audited: only while somebody looks. */
export const useRestrictions = (id: string) => useQuery({ queryKey: [...keys.customer(id), "restrictions"], queryFn: () => customersApi.restrictions(id), staleTime: 0 });

export const usePrivacyRequests = (id: string) =>
  useQuery({ queryKey: [...keys.customer(id), "privacy"], queryFn: () => customersApi.privacyRequests(id), staleTime: 0, refetchInterval: ({ state: { data } }) => (waits(data) ? ASK_AGAIN_MS : false) });

function useChange<V>(id: string, change: (value: V) => Promise<unknown>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => cache.invalidateQueries({ queryKey: keys.customer(id) }) });
}

export const useRestrict = (id: string) => useChange(id, ({ reason, note }: { reason: RestrictionReason; note: string }) => customersApi.restrict(id, reason, note));
export const useUnrestrict = (id: string) => useChange(id, (restriction: string) => customersApi.unrestrict(id, restriction));
export const useAskPrivacy = (id: string) => useChange(id, ({ kind, reason }: { kind: PrivacyRequest["kind"]; reason: string }) => customersApi.askPrivacy(id, kind, reason));
