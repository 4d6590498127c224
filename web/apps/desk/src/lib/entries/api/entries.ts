import { useQueries, useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";

/** Published entries, to choose from. */
export const usePublishedEntries = (q: string) =>
  useQuery({ queryKey: [...keys.entries, "published", q], queryFn: () => api.knowledge.list({ q: q || undefined, state: "published" }), placeholderData: (before) => before });

/** Questions of entries by key, as far as they have come. */
export function useQuestions(entryKeys: readonly string[]): Record<string, string> {
  return useQueries({
    queries: entryKeys.map((key) => ({ queryKey: [...keys.entries, "question", key], staleTime: 300_000, queryFn: () => api.knowledge.list({ q: key }) })),
    combine: (answers) => Object.fromEntries(answers.flatMap((a) => (a.data?.items ?? []).map((e) => [e.key, e.question]))),
  });
}
