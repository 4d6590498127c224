import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { busy } from "../rules/versions.ts";
import { keys, training } from "./keys.ts";

// While something is trained its progress is watched closely; else a colleague's work shows up by itself.
const WATCHED_MS = 1_000;
const IDLE_MS = 15_000;

export function useVersions() {
  return useQuery({
    queryKey: keys.versions,
    queryFn: training.versions,
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.items.some(busy) ? WATCHED_MS : IDLE_MS),
  });
}

type Step = { do: "train"; note: string; teach: boolean } | { do: "stop"; number: number } | { do: "publish"; number: number; share: number } | { do: "rollback" };

function run(step: Step): Promise<unknown> {
  switch (step.do) {
    case "train": return training.train(step.note, step.teach);
    case "stop": return training.stop(step.number);
    case "publish": return training.publish(step.number, step.share);
    case "rollback": return training.rollback();
  }
}

export function useVersionStep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    // Also when it was refused: the list then shows why.
    onSettled: () => {
      for (const queryKey of [keys.versions, keys.experiment]) void client.invalidateQueries({ queryKey });
    },
  });
}
