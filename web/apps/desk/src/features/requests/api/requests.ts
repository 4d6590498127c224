import { createSelfServiceApi, type RefundEnd, type RequestFilter, type RequestVerdict, type WaitingRequests } from "@tandem/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { client } from "@/lib/api.ts";

/** Of these screens only. */
export const selfService = createSelfServiceApi(client);
const key = ["self-service"] as const;
// Customers write at any time. Only the counts are asked for again and again: each look at a list is audited.
const LOOK_MS = 10_000;

export const useRequests = (filter: RequestFilter) =>
  useInfiniteQuery({
    queryKey: [...key, "requests", filter], queryFn: ({ pageParam }) => selfService.requests(filter, pageParam),
    initialPageParam: null as string | null, getNextPageParam: (page) => page.next,
  });

export const useWaitingRequests = (everyMs = LOOK_MS) =>
  useQuery({ queryKey: [...key, "waiting"], queryFn: selfService.waiting, refetchInterval: everyMs });

/** Has the list asked for anew when the counts say that something came or was answered. */
export function useListsFollow(counts: WaitingRequests | undefined) {
  const queries = useQueryClient();
  const now = counts && JSON.stringify(counts);
  const before = useRef(now);
  useEffect(() => {
    if (now === undefined || now === before.current) return;
    if (before.current !== undefined) void queries.invalidateQueries({ queryKey: [...key, "requests"] });
    before.current = now;
  }, [now, queries]);
}

export const useRefunds = (over: boolean) =>
  useInfiniteQuery({
    queryKey: [...key, "refunds", over], queryFn: ({ pageParam }) => selfService.refunds(over, pageParam),
    initialPageParam: null as string | null, getNextPageParam: (page) => page.next,
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
