import { createPortraitsApi, type LayerKey, type StrategyContent, type SegmentRule } from "@tandem/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/lib/api.ts";
import { keys as shared } from "@/lib/query.ts";

export const portraits = createPortraitsApi(client);

const root = "portraits";
const keys = {
  facts: [root, "facts"] as const,
  tags: [root, "tags"] as const,
  layers: [root, "layers"] as const,
  strategies: [root, "strategies"] as const,
};

export const useFacts = () => useQuery({ queryKey: keys.facts, queryFn: portraits.facts, staleTime: Infinity });
export const useTags = () => useQuery({ queryKey: keys.tags, queryFn: () => portraits.tags(), staleTime: 10_000 });
export const useTagHistory = (key: string) => useQuery({ queryKey: [...keys.tags, key, "rules"], queryFn: () => portraits.tagRules(key), staleTime: 0 });
export const useGrants = (key: string) =>
  useInfiniteQuery({
    queryKey: [...keys.tags, key, "grants"],
    queryFn: ({ pageParam }) => portraits.grants(key, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

/** While customers are computed anew the counts move: looked at often. */
export const useLayers = () =>
  useQuery({
    queryKey: keys.layers, queryFn: portraits.layers, staleTime: 2_000,
    refetchInterval: (q) => (q.state.data && (q.state.data.fresh < q.state.data.portraits || q.state.data.waiting > 0) ? 2_000 : 15_000),
  });
export const useLayerHistory = (layer: LayerKey) => useQuery({ queryKey: [...keys.layers, layer], queryFn: () => portraits.layerVersions(layer), staleTime: 0 });
export const useStrategies = () => useQuery({ queryKey: keys.strategies, queryFn: portraits.strategies, staleTime: 5_000 });
export const useQueueNames = () => useQuery({ queryKey: shared.queues, queryFn: api.catalogues.queues, staleTime: 60_000 });

type Change =
  | { do: "createTag"; body: Parameters<typeof portraits.createTag>[0] }
  | { do: "changeTag"; key: string; body: Parameters<typeof portraits.changeTag>[1] }
  | { do: "retireTag"; key: string }
  | { do: "tagRule"; key: string; rule: string; note: string; publish: boolean }
  | { do: "publishTag"; key: string; number: number }
  | { do: "withdrawTag"; key: string }
  | { do: "layer"; layer: LayerKey; segments: SegmentRule[]; note: string; publish: boolean }
  | { do: "publishLayer"; layer: LayerKey; number: number }
  | { do: "strategies"; content: StrategyContent; note: string }
  | { do: "publishStrategies"; number: number };

async function run(change: Change): Promise<unknown> {
  switch (change.do) {
    case "createTag": return portraits.createTag(change.body);
    case "changeTag": return portraits.changeTag(change.key, change.body);
    case "retireTag": return portraits.retireTag(change.key);
    case "tagRule": {
      const made = await portraits.createTagRule(change.key, change.rule, change.note);
      return change.publish ? portraits.publishTagRule(change.key, made.number) : made;
    }
    case "publishTag": return portraits.publishTagRule(change.key, change.number);
    case "withdrawTag": return portraits.withdrawTagRule(change.key);
    case "layer": {
      const made = await portraits.createLayer(change.layer, change.segments, change.note);
      return change.publish ? portraits.publishLayer(change.layer, made.number) : made;
    }
    case "publishLayer": return portraits.publishLayer(change.layer, change.number);
    case "strategies": return portraits.createStrategies(change.content, change.note);
    case "publishStrategies": return portraits.publishStrategies(change.number);
  }
}

/** One change; whatever shows rules is asked for again. */
export function usePortraitChange() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSettled: () => queries.invalidateQueries({ queryKey: [root] }) });
}
