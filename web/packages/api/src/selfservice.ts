import type { Client } from "./client.ts";
import type * as T from "./types/index.ts";

export interface RequestFilter {
  answered: boolean;
  untold?: boolean | undefined;
  kind?: T.RequestKind | undefined;
  mine?: boolean | undefined;
}

/** Customers' requests and refunds, one function per endpoint. Apart from the rest: only their screens load it. */
export function createSelfServiceApi(c: Client) {
  const one = (id: T.Id, tail: string) => `/self-requests/${id}${tail}`;
  return {
    requests: (filter: RequestFilter, cursor?: string | null) => c.get<T.Page<T.CustomerRequest>>("/self-requests", { query: { ...filter, cursor } }),
    waiting: () => c.get<T.WaitingRequests>("/self-requests/waiting"),
    take: (id: T.Id) => c.post<void>(one(id, "/take")),
    putBack: (id: T.Id) => c.post<void>(one(id, "/put-back")),
    answer: (id: T.Id, verdict: T.RequestVerdict, answer: string) => c.post<void>(one(id, "/answer"), { verdict, answer }),
    told: (id: T.Id) => c.post<void>(one(id, "/told")),
    tellAgain: (id: T.Id) => c.post<void>(one(id, "/tell")),
    refunds: (over: boolean, cursor?: string | null) => c.get<T.Page<T.Refund>>("/self-refunds", { query: { over, cursor } }),
    refundAgain: (id: T.Id) => c.post<void>(`/self-refunds/${id}/again`),
    closeRefund: (id: T.Id, how: T.RefundEnd) => c.post<void>(`/self-refunds/${id}/close`, { how }),
  };
}
