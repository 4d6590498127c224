import type { Category, EntryContent, EntryDetail } from "@tandem/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";

export interface EntryFilter {
  q?: string | undefined;
  category?: string | undefined;
  state?: string | undefined;
}

export function useEntries(filter: EntryFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.entries, "list", filter],
    queryFn: ({ pageParam }) => api.knowledge.list(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export const useCategories = () => useQuery({ queryKey: keys.categories, queryFn: api.knowledge.categories, staleTime: 300_000 });

export const useEntry = (id: string) => useQuery({ queryKey: [...keys.entries, "one", id], queryFn: () => api.knowledge.read(id), staleTime: 0 });

type Step =
  | { do: "save"; content: EntryContent; base_version: number }
  | { do: "submit" | "approve"; comment?: string | undefined }
  | { do: "reject"; comment: string }
  | { do: "retire" };

function run(id: string, step: Step) {
  switch (step.do) {
    case "save": return api.knowledge.saveDraft(id, { ...step.content, base_version: step.base_version });
    case "submit": return api.knowledge.requestReview(id, step.comment);
    case "approve": return api.knowledge.approve(id, step.comment);
    case "reject": return api.knowledge.reject(id, step.comment);
    case "retire": return api.knowledge.retire(id);
  }
}

/** One step of an entry's life; lists and the entry are asked for again. */
export function useEntryStep(entry: EntryDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: Step) => run(entry.id, step),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.entries }),
  });
}

export function useSaveCategory(category: Category | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, title, title_en }: { key: string; title: string; title_en: string | null }) =>
      category ? api.knowledge.renameCategory(category.id, { title, title_en }) : api.knowledge.createCategory({ key, title, title_en }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["knowledge"] }),
  });
}

export function useCreateEntry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (content: EntryContent) => api.knowledge.create(content),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.entries }),
  });
}
