import type { Client } from "./client.ts";
import type * as T from "./types/index.ts";

/** The trainers' workbench, one function per endpoint. Apart from the rest: only its screens load it. */
export function createTrainingApi(c: Client) {
  const at = (tail: string) => `/bot/training${tail}`;
  const intent = (key: string, tail = "") => at(`/intents/${encodeURIComponent(key)}${tail}`);
  return {
    inbox: (q: { why?: T.InboxWhy | undefined; limit?: number }, cursor?: string | null) => c.get<T.InboxPage>(at("/inbox"), { query: { ...q, cursor } }),
    label: (items: T.TurnLabel[]) => c.post<{ labelled: number; skipped: number }>(at("/labels"), { items }),
    unlabel: (turn_ids: readonly string[]) => c.post<{ taken_back: number }>(at("/labels/undo"), { turn_ids }),
    counts: async () => (await c.get<Pick<T.InboxPage, "counts">>(at("/inbox/counts"))).counts,
    /** `retired`: those retired or merged instead of those in use. */
    intents: async (retired = false) => (await c.get<{ items: T.Intent[] }>(at("/intents"), { query: { retired } })).items,
    outOfScope: (cursor?: string | null) => c.get<T.Page<T.IntentExample>>(at("/out-of-scope"), { query: { cursor } }),
    createIntent: (body: { name: string; target: { kind: T.IntentTargetKind; key: string | null } }) => c.post<T.Intent>(at("/intents"), body),
    changeIntent: (key: string, body: { name?: string; target?: { kind: T.IntentTargetKind; key: string | null }; retired?: boolean }) => c.patch<T.Intent>(intent(key), body),
    mergeIntent: (key: string, into: string) => c.post<T.Intent>(intent(key, "/merge"), { into }),
    takeApart: (key: string) => c.delete<T.Intent>(intent(key, "/merge")),
    examples: (key: string, cursor?: string | null) => c.get<T.Page<T.IntentExample>>(intent(key, "/examples"), { query: { cursor } }),
    addExamples: (key: string, texts: string[]) => c.post<{ added: number; known: number }>(intent(key, "/examples"), { texts }),
    removeExample: (id: string) => c.delete<void>(at(`/examples/${id}`)),
    moveExample: (id: string, to: string | null) => c.patch<unknown>(at(`/examples/${id}`), { intent: to }),
    conflicts: () => c.get<T.Conflicts>(at("/conflicts")),
    targets: async () => (await c.get<{ items: T.IntentTarget[] }>(at("/targets"))).items,
    versions: () => c.get<T.VersionList>(at("/versions")),
    train: (note: string, teach = false) => c.post<T.ModelVersion>(at("/versions"), { note, teach }),
    stop: (n: number) => c.post<unknown>(at(`/versions/${n}/stop`)),
    publish: (n: number, share: number) => c.post<unknown>(at(`/versions/${n}/publish`), { share }),
    rollback: () => c.post<unknown>(at("/rollback")),
    thresholds: (judge?: T.ThresholdJudge, set?: number) => c.get<T.ThresholdSet>(at("/thresholds"), { query: { judge, set } }),
    curve: (key: string | null, judge?: T.ThresholdJudge, set?: number) =>
      c.get<T.ThresholdCurve>(at(key === null ? "/thresholds/curve" : `/thresholds/${encodeURIComponent(key)}/curve`), { query: { judge, set } }),
    fit: (precision: number, judge?: T.ThresholdJudge) => c.post<T.ThresholdSet>(at("/thresholds/fit"), { precision }, { query: { judge } }),
    publishThresholds: (id: number) => c.post<T.ThresholdSet>(at(`/thresholds/${id}/publish`)),
    withdrawThresholds: () => c.delete<T.ThresholdSet>(at("/thresholds/published")),
    compare: (a: number, b: number) => c.get<T.VersionComparison>(at("/compare"), { query: { a, b } }),
    experiment: () => c.get<T.Experiment>(at("/experiment")),
    figures: (weeks: number) => c.get<T.TrainerFigures>(at("/figures"), { query: { weeks } }),
  };
}
