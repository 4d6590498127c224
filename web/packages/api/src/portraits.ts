import type { Client } from "./client.ts";
import type * as T from "./types/index.ts";

/** Tags, segments and strategies, one function per endpoint. Apart from the rest: only their screens load it. */
export function createPortraitsApi(c: Client) {
  const at = (tail: string) => `/portraits${tail}`;
  const customer = (id: T.Id, tail = "") => at(`/customers/${id}${tail}`);
  return {
    facts: () => c.get<T.Fact[]>(at("/facts")),
    check: (rule: string) => c.post<T.RuleCheck>(at("/rules/check"), { rule }),
    preview: (rule: string) => c.post<T.RulePreview>(at("/rules/preview"), { rule }),
    tags: (retired = false) => c.get<T.CustomerTag[]>(at("/tags"), { query: { retired } }),
    createTag: (body: { key: string; name: string; name_en: string; color: string; note: string; origin: T.TagOrigin }) => c.post<T.CustomerTag>(at("/tags"), body),
    changeTag: (key: string, body: { name?: string; name_en?: string; color?: string; note?: string }) => c.patch<T.CustomerTag>(at(`/tags/${key}`), body),
    retireTag: (key: string) => c.post<T.CustomerTag>(at(`/tags/${key}/retire`)),
    tagRules: (key: string) => c.get<T.RuleHistory<{ rule: string }>>(at(`/tags/${key}/rules`)),
    createTagRule: (key: string, rule: string, note: string) => c.post<T.RuleVersion<{ rule: string }>>(at(`/tags/${key}/rules`), { rule, note }),
    publishTagRule: (key: string, n: number) => c.post<unknown>(at(`/tags/${key}/rules/${n}/publish`)),
    withdrawTagRule: (key: string) => c.delete<void>(at(`/tags/${key}/rules/published`)),
    grants: (key: string, cursor?: string | null) => c.get<T.TagGrants>(at(`/tags/${key}/grants`), { query: { cursor } }),
    layers: () => c.get<T.Layers>(at("/layers")),
    layerVersions: (layer: T.LayerKey) => c.get<T.RuleHistory<{ segments: T.SegmentRule[] }>>(at(`/layers/${layer}/versions`)),
    createLayer: (layer: T.LayerKey, segments: T.SegmentRule[], note: string) => c.post<T.RuleVersion>(at(`/layers/${layer}/versions`), { segments, note }),
    publishLayer: (layer: T.LayerKey, n: number) => c.post<unknown>(at(`/layers/${layer}/versions/${n}/publish`)),
    strategies: () => c.get<T.Strategies>(at("/strategies")),
    createStrategies: (content: T.StrategyContent, note: string) => c.post<T.RuleVersion<T.StrategyContent>>(at("/strategies"), { ...content, note }),
    publishStrategies: (n: number) => c.post<unknown>(at(`/strategies/${n}/publish`)),
    rehearse: (n: number, days: number) => c.post<T.Rehearsal>(at(`/strategies/${n}/rehearse`), undefined, { query: { days } }),
    predictions: () => c.get<T.Predictions>(at("/predictions")),
    trainPredictions: (note: string) => c.post<T.PredictionVersion>(at("/predictions/versions"), { note }),
    stopPredictions: (n: number) => c.post<T.PredictionVersion>(at(`/predictions/versions/${n}/stop`)),
    publishPredictions: (n: number) => c.post<T.PredictionVersion>(at(`/predictions/versions/${n}/publish`)),
    rollBackPredictions: () => c.post<T.Predictions>(at("/predictions/rollback")),
    portrait: (id: T.Id, q: { intent?: string; history?: number } = {}) => c.get<T.CustomerPortrait>(customer(id), { query: q }),
    giveTag: (id: T.Id, body: { tag: string; note?: string; until?: T.Time | null }) => c.post<T.TagGrant>(customer(id, "/tags"), body),
    takeTag: (id: T.Id, grant: T.Id) => c.delete<void>(customer(id, `/tags/${grant}`)),
  };
}
