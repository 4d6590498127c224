import type { PredictionVersion } from "@tandem/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { portraits } from "./portraits.ts";

const key = ["portraits", "predictions"] as const;
// While something is trained its progress is watched closely; else a colleague's work shows up by itself.
const WATCHED_MS = 1_000;
const IDLE_MS = 15_000;

export const underWay = (v: PredictionVersion): boolean => v.state === "queued" || v.state === "training";

export const usePredictions = () =>
  useQuery({
    queryKey: key, queryFn: portraits.predictions, staleTime: 0,
    refetchInterval: (query) => (query.state.data?.versions.some(underWay) ? WATCHED_MS : IDLE_MS),
  });

type Step = { do: "train"; note: string } | { do: "stop"; number: number } | { do: "publish"; number: number } | { do: "rollback" };

function run(step: Step): Promise<unknown> {
  switch (step.do) {
    case "train": return portraits.trainPredictions(step.note);
    case "stop": return portraits.stopPredictions(step.number);
    case "publish": return portraits.publishPredictions(step.number);
    case "rollback": return portraits.rollBackPredictions();
  }
}

export function usePredictionStep() {
  const client = useQueryClient();
  // Also when it was refused: the list then shows why.
  return useMutation({ mutationFn: run, onSettled: () => client.invalidateQueries({ queryKey: key }) });
}
