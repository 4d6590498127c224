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

const REQUESTS: readonly (keyof WaitingRequests)[] = ["fee_dispute", "credit_objection", "limit_review", "untold"];

/** What needs somebody: requests without an answer or whose answer nobody heard, and refunds that are stuck. */
export const needsSomebody = (counts: WaitingRequests | undefined) =>
  counts ? REQUESTS.reduce((sum, key) => sum + counts[key], counts.refunds_stuck) : 0;

export const openRequests = (counts: WaitingRequests | undefined) => (counts ? REQUESTS.reduce((sum, key) => sum + counts[key], 0) : 0);

export const openRefunds = (counts: WaitingRequests | undefined) => (counts ? counts.refunds_asked + counts.refunds_stuck : 0);

/** Has the lists asked for anew when the counts say that something came, was answered or went back. */
export function useListsFollow(counts: WaitingRequests | undefined) {
  const queries = useQueryClient();
  const now = counts && JSON.stringify(counts);
  const before = useRef(now);
  useEffect(() => {
    if (now === undefined || now === before.current) return;
    if (before.current !== undefined) for (const list of ["requests", "refunds"]) void queries.invalidateQueries({ queryKey: [...key, list] });
    before.current = now;
  }, [now, queries]);
}

export const useRefunds = (over: boolean) =>
  useInfiniteQuery({
    queryKey: [...key, "refunds", over], queryFn: ({ pageParam }) => selfService.refunds(over, pageParam),
    initialPageParam: null as string | null, getNextPageParam: (page) => page.next,
  });

export type Step =
  | { do: "take" | "putBack" | "told" | "tellAgain" | "refundAgain"; id: string }
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
