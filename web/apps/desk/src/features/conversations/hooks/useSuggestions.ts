import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";

/** Knowledge for what the customer said last. */
export function useSuggestions(question: string | null) {
  const q = (question ?? "").slice(0, 200);
  return useQuery({
    queryKey: ["knowledge", "search", q],
    queryFn: ({ signal }) => api.knowledge.search(q, 3, signal),
    enabled: q.length > 1,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    retry: 1,
  });
}
