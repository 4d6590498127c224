import type { Label } from "@tandem/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";

export const useLabels = () => useQuery({ queryKey: keys.labels, queryFn: api.catalogues.labels });

function useChange<V>(change: (value: V) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.labels });
      // Rows carry their labels' names and colours.
      void client.invalidateQueries({ queryKey: keys.lists });
    },
  });
}

type Fields = Pick<Label, "name" | "color">;

export const useSaveLabel = (id: string | null) => useChange((f: Fields) => (id ? api.catalogues.saveLabel(id, f) : api.catalogues.createLabel(f)));
export const useRemoveLabel = () => useChange(api.catalogues.removeLabel);
