import { createTemplatesApi, type Id, type TriedTemplateBody } from "@tandem/api";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/lib/api.ts";

export const templates = createTemplatesApi(client);

const root = ["settings", "templates"];

export const useTemplateKinds = () => useQuery({ queryKey: [...root, "kinds"], queryFn: templates.kinds, staleTime: Infinity });
export const useTemplates = () => useQuery({ queryKey: [...root, "list"], queryFn: templates.list });
export const useVersions = (id: Id) => useQuery({ queryKey: [...root, id, "versions"], queryFn: () => templates.versions(id), staleTime: 0 });

/** How it would look: asked while it is typed, the last answer stays until the next. */
export const useTemplatePreview = (body: TriedTemplateBody | null) =>
  useQuery({ queryKey: [...root, "preview", body], queryFn: () => templates.preview(body!), enabled: body !== null, placeholderData: keepPreviousData, gcTime: 0 });

/** Whatever was done, lists and versions are read anew. */
export function useTemplateAct<V, R>(act: (value: V) => Promise<R>) {
  const query = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => query.invalidateQueries({ queryKey: root }) });
}
