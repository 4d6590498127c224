import type { Draft, SilentSeat } from "@tandem/api";
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { inLine, withDraft, withHolder, withoutDraft } from "../rules/line.ts";

export function useDrafts() {
  return useQuery({ queryKey: keys.drafts, queryFn: async () => inLine(await api.drafts.list()), staleTime: 0 });
}

export function useSilentSeat() {
  return useQuery({ queryKey: keys.silentSeat, queryFn: api.drafts.seat, staleTime: 0 });
}

export function useFigures() {
  return useQuery({ queryKey: keys.draftFigures, queryFn: api.drafts.figures, staleTime: 0 });
}

/** Sit down or get up. */
export function useSit() {
  const client = useQueryClient();
  return useMutation({
    // One after the other: the last wish counts.
    scope: { id: "silent-seat" },
    mutationFn: (present: boolean) => api.drafts.sit(present),
    onSuccess: (seat: SilentSeat) => {
      client.setQueryData(keys.silentSeat, seat);
      void client.invalidateQueries({ queryKey: keys.drafts });
    },
  });
}

const change = (client: QueryClient, how: (old: Draft[]) => Draft[]) => client.setQueryData<Draft[]>(keys.drafts, (old) => old && how(old));

export const putDraft = (client: QueryClient, draft: Draft) => void change(client, (old) => withDraft(old, draft));
export const putHolder = (client: QueryClient, id: string, by: Draft["held_by"], due: string) => void change(client, (old) => withHolder(old, id, by, due));

/** Takes a draft out of the line; undefined when it was not in it. */
export function dropDraft(client: QueryClient, id: string): Draft | undefined {
  const gone = client.getQueryData<Draft[]>(keys.drafts)?.find((d) => d.id === id);
  change(client, (old) => withoutDraft(old, id));
  return gone;
}

export function refetchDrafts(client: QueryClient): void {
  for (const queryKey of [keys.drafts, keys.silentSeat, keys.draftFigures]) void client.invalidateQueries({ queryKey });
}
