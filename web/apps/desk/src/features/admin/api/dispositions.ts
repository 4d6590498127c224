import type { DispositionPatch, NewDisposition } from "@tandem/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";

const ALL = ["settings", "dispositions"];

export const useDispositionSettings = () => useQuery({ queryKey: ALL, queryFn: api.admin.dispositions });

function useChange<V, R>(change: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ALL });
      void client.invalidateQueries({ queryKey: keys.dispositions });
    },
  });
}

export const useCreateDisposition = () => useChange((d: NewDisposition) => api.admin.createDisposition(d));

/** Several at once: what moves changes places with its neighbours. */
export const useChangeDispositions = () =>
  useChange((changes: { id: string; patch: DispositionPatch }[]) => Promise.all(changes.map(({ id, patch }) => api.admin.changeDisposition(id, patch))));
