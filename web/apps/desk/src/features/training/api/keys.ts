import { createTrainingApi } from "@tandem/api";
import { client } from "@/lib/api.ts";

export const training = createTrainingApi(client);

const root = "training";
/** Keys of what the workbench reads. */
export const keys = {
  all: [root] as const,
  counts: [root, "counts"] as const,
  inbox: (why: string) => [root, "inbox", why] as const,
  intents: [root, "intents"] as const,
  examples: (key: string | null) => [root, "examples", key] as const,
  conflicts: [root, "conflicts"] as const,
  targets: [root, "targets"] as const,
  versions: [root, "versions"] as const,
  comparison: (a: number, b: number) => [root, "comparison", a, b] as const,
  thresholds: [root, "thresholds"] as const,
  thresholdSet: (judge: string | undefined, set: number | undefined) => [root, "thresholds", "set", judge, set] as const,
  curve: (intent: string | null, judge: string | undefined, set: number | undefined) => [root, "thresholds", "curve", intent, judge, set] as const,
  experiment: [root, "experiment"] as const,
  figures: (weeks: number) => [root, "figures", weeks] as const,
};
