import { createSelfServiceApi, type RefundEnd, type RequestFilter, type RequestVerdict } from "@tandem/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/lib/api.ts";

/** Of these screens only. */
export const selfService = createSelfServiceApi(client);
const key = ["self-service"] as const;
// Customers write at any time; colleagues take what is shown here.
const LOOK_MS = 10_000;

export const useRequests = (filter: RequestFilter) =>
  useInfiniteQuery({
    queryKey: [...key, "requests", filter], queryFn: ({ pageParam }) => selfService.requests(filter, pageParam),
    initialPageParam: null as string | null, getNextPageParam: (page) => page.next, refetchInterval: LOOK_MS,
  });

export const useWaitingRequests = (everyMs = LOOK_MS) =>
  useQuery({ queryKey: [...key, "waiting"], queryFn: selfService.waiting, refetchInterval: everyMs });

export const useRefunds = (over: boolean) =>
  useInfiniteQuery({
    queryKey: [...key, "refunds", over], queryFn: ({ pageParam }) => selfService.refunds(over, pageParam),
    initialPageParam: null as string | null, getNextPageParam: (page) => page.next, refetchInterval: LOOK_MS,
  });

export type Step =
  | { do: "take" | "putBack" | "refundAgain"; id: string }
  | { do: "answer"; id: string; verdict: RequestVerdict; answer: string }
  | { do: "closeRefund"; id: string; how: RefundEnd };

function run(step: Step): Promise<void> {
  switch (step.do) {
    case "answer": return selfService.answer(step.id, step.verdict, step.answer);
    case "closeRefund": return selfService.closeRefund(step.id, step.how);
    default: return selfService[step.do](step.id);
  }
}

export function useStep() {
  const queries = useQueryClient();
  // Also when it was refused: somebody else was faster, and the list shows who.
  return useMutation({ mutationFn: run, onSettled: () => queries.invalidateQueries({ queryKey: key }) });
}
