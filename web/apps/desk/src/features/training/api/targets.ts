import { useQuery } from "@tanstack/react-query";
import { keys, training } from "./keys.ts";

/** What an intent may point at: published entries, flows and queues. */
export const useTargets = () => useQuery({ queryKey: keys.targets, queryFn: training.targets, staleTime: 60_000 });
