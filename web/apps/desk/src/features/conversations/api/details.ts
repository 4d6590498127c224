import type { ConversationDetail, Ref, Role, Row } from "@tandem/api";
import { useQuery, type QueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";

export function useDetail(id: string) {
  return useQuery({ queryKey: keys.detail(id), queryFn: () => api.conversations.read(id), staleTime: 10_000 });
}

// The language model's summary may come some seconds after the extract.
const BETTER_WITHIN_MS = 40_000;
const LOOK_AGAIN_MS = 4_000;

/** What the bot handed over with; asked again with the details, which change when somebody is handed a conversation. */
export function useSummary(id: string) {
  return useQuery({
    queryKey: [...keys.detail(id), "summary"],
    queryFn: () => api.conversations.summary(id),
    staleTime: 10_000,
    refetchInterval: ({ state: { data } }) => (data?.made_by === "rules" && Date.now() - Date.parse(data.at) < BETTER_WITHIN_MS ? LOOK_AGAIN_MS : false),
  });
}

type Change = (detail: ConversationDetail) => ConversationDetail;

function patch(client: QueryClient, id: string, change: Change): void {
  client.setQueryData<ConversationDetail>(keys.detail(id), (d) => d && change(d));
}

const viewersKey = (id: string) => ["conversations", "viewers", id] as const;

// Only the socket knows who looks now; the details' own list would wipe it at every refetch.
export function putViewers(client: QueryClient, id: string, viewers: Ref[]): void {
  client.setQueryData(viewersKey(id), viewers);
}

export function useViewers(id: string): Ref[] {
  return useQuery<Ref[]>({ queryKey: viewersKey(id), queryFn: () => [], enabled: false, initialData: [] }).data;
}

/** Read positions only ever move forward. */
export function putRead(client: QueryClient, id: string, role: Role, seq: number): void {
  patch(client, id, (d) =>
    role === "customer"
      ? { ...d, customer_read_seq: Math.max(d.customer_read_seq, seq) }
      : { ...d, agent_read_seq: Math.max(d.agent_read_seq, seq) },
  );
}

/** What a row does not carry (allowed actions, handovers) changes with who holds the conversation: ask again. */
export function handoverHappened(before: ConversationDetail | undefined, row: Row): boolean {
  return (
    before !== undefined && before.version < row.version &&
    (before.controller !== row.controller || before.status !== row.status || before.agent?.id !== row.agent?.id || before.queue?.id !== row.queue?.id)
  );
}
