import type { ThresholdJudge, ThresholdSet } from "@tandem/api";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys, training } from "./keys.ts";

export const useComparison = (pair: { a: number; b: number } | null) =>
  useQuery({ queryKey: keys.comparison(pair?.a ?? 0, pair?.b ?? 0), queryFn: () => training.compare(pair!.a, pair!.b), enabled: pair !== null, staleTime: 30_000, placeholderData: keepPreviousData });

/** A set's thresholds; without a number those in force, without a judge whoever judges now. */
export const useThresholds = (judge?: ThresholdJudge, set?: number) =>
  useQuery({ queryKey: keys.thresholdSet(judge, set), queryFn: () => training.thresholds(judge, set), staleTime: 10_000, placeholderData: keepPreviousData });

export const useCurve = (intent: string | null, judge: ThresholdJudge | undefined, set: number | undefined) =>
  useQuery({ queryKey: keys.curve(intent, judge, set), queryFn: () => training.curve(intent, judge, set), staleTime: 60_000 });

type ThresholdStep = { do: "fit"; precision: number } | { do: "publish"; id: number } | { do: "withdraw" };

function run(step: ThresholdStep): Promise<ThresholdSet> {
  switch (step.do) {
    case "fit": return training.fit(step.precision);
    case "publish": return training.publishThresholds(step.id);
    case "withdraw": return training.withdrawThresholds();
  }
}

export function useThresholdStep() {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSettled: () => client.invalidateQueries({ queryKey: keys.thresholds }) });
}

export const useExperiment = () => useQuery({ queryKey: keys.experiment, queryFn: training.experiment, staleTime: 0, refetchInterval: 30_000 });

export const useTrainerFigures = (weeks: number) =>
  useQuery({ queryKey: keys.figures(weeks), queryFn: () => training.figures(weeks), staleTime: 60_000, placeholderData: keepPreviousData });
