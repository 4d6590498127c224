import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isProblem, Problem } from "@tandem/api";

/** Temporary failures are tried again on their own, refusals are shown at once. */
export function shouldRetry(failures: number, error: unknown): boolean {
  return error instanceof Problem && error.temporary && error.status !== 429 && failures < 4;
}

export function retryDelay(attempt: number, error: unknown): number {
  const asked = error instanceof Problem ? error.retryAfter : null;
  return asked ? asked * 1000 : Math.min(500 * 2 ** attempt, 8_000);
}

/** Forbidden what the screen offered: somebody took a role away. The session is asked for anew, and what it allows is shown. */
function onError(error: unknown): void {
  if (isProblem(error, "forbidden")) void queryClient.invalidateQueries({ queryKey: keys.session });
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: shouldRetry, retryDelay, staleTime: 30_000, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
});

/** Keys of data that more than one feature reads. */
export const keys = {
  session: ["session"] as const,
  presence: ["presence"] as const,
  offers: ["offers"] as const,
  board: ["board"] as const,
  drafts: ["drafts", "list"] as const,
  draftFigures: ["drafts", "figures"] as const,
  silentSeat: ["drafts", "seat"] as const,
  counts: ["conversations", "counts"] as const,
  lists: ["conversations", "list"] as const,
  detail: (id: string) => ["conversations", "detail", id] as const,
  customer: (id: string) => ["customers", id] as const,
  labels: ["labels"] as const,
  queues: ["queues"] as const,
  channels: ["channels"] as const,
  agents: ["agents"] as const,
  dispositions: ["dispositions"] as const,
  canned: ["canned"] as const,
  categories: ["knowledge", "categories"] as const,
  entries: ["knowledge", "entries"] as const,
};
