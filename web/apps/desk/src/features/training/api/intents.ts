import type { Intent, IntentTargetKind } from "@tandem/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys, training } from "./keys.ts";

/** All intents, retired ones too: lists show them on demand, labels keep their names. */
export const useIntents = () => useQuery({ queryKey: keys.intents, queryFn: async () => (await Promise.all([training.intents(), training.intents(true)])).flat(), staleTime: 15_000 });

/** `key` null: what people said is out of scope. */
export function useExamples(key: string | null) {
  return useInfiniteQuery({
    queryKey: keys.examples(key),
    queryFn: ({ pageParam }) => (key === null ? training.outOfScope(pageParam) : training.examples(key, pageParam)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
}

export const useConflicts = (enabled = true) => useQuery({ queryKey: keys.conflicts, queryFn: training.conflicts, staleTime: 0, enabled });

export interface IntentFields {
  name: string;
  target: { kind: IntentTargetKind; key: string | null };
}

type Change =
  | { do: "change"; key: string; fields: Partial<IntentFields> & { retired?: boolean } }
  | { do: "merge"; key: string; into: string }
  | { do: "take_apart"; key: string }
  | { do: "add"; key: string; texts: string[] }
  | { do: "remove"; id: string }
  | { do: "move"; id: string; to: string | null };

function run(change: Change): Promise<unknown> {
  switch (change.do) {
    case "change": return training.changeIntent(change.key, change.fields);
    case "merge": return training.mergeIntent(change.key, change.into);
    case "take_apart": return training.takeApart(change.key);
    case "add": return training.addExamples(change.key, change.texts);
    case "remove": return training.removeExample(change.id);
    case "move": return training.moveExample(change.id, change.to);
  }
}

/** One change of intents or their examples; whatever shows them is asked for again. */
export function useIntentChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSettled: () => {
      for (const queryKey of [keys.intents, keys.conflicts, ["training", "examples"]]) void client.invalidateQueries({ queryKey });
    },
  });
}

export function useCreateIntent() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (fields: IntentFields) => training.createIntent(fields),
    // Known at once: the next key may choose it.
    onSuccess: (made) => {
      client.setQueryData<Intent[]>(keys.intents, (old) => old && [...old.filter((i) => i.key !== made.key), made]);
      void client.invalidateQueries({ queryKey: keys.intents });
    },
  });
}
