import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";

const RARELY_CHANGED = 5 * 60_000;

export const useLabels = () => useQuery({ queryKey: keys.labels, queryFn: api.catalogues.labels, staleTime: RARELY_CHANGED });
export const useQueues = () => useQuery({ queryKey: keys.queues, queryFn: api.catalogues.queues, staleTime: RARELY_CHANGED });
export const useChannels = () => useQuery({ queryKey: keys.channels, queryFn: api.catalogues.channels, staleTime: RARELY_CHANGED });
export const useDispositions = () => useQuery({ queryKey: keys.dispositions, queryFn: api.catalogues.dispositions, staleTime: RARELY_CHANGED });
export const useCanned = () => useQuery({ queryKey: keys.canned, queryFn: () => api.canned.list(), staleTime: RARELY_CHANGED });
/** States and loads of colleagues age fast. */
export const useAgents = (enabled = true) =>
  useQuery({ queryKey: keys.agents, queryFn: () => api.catalogues.agents(), staleTime: 5_000, enabled });
