import type { Client } from "./client.ts";
import type * as T from "./types/index.ts";

/** A customer's panel, timeline and loans, one function per endpoint. */
export function createCustomersApi(c: Client) {
  const at = (id: string, tail: string) => `/customers/${id}${tail}`;
  return {
    panorama: (id: string, conversation?: string) => c.get<T.Panorama>(at(id, "/panorama"), { query: { conversation } }),
    timeline: (id: string, groups: readonly T.TimelineGroup[], cursor: string | null, limit = 30) =>
      c.get<T.Page<T.TimelineEntry>>(at(id, `/timeline?${new URLSearchParams([...groups.map((g) => ["group", g] as [string, string]), ["limit", String(limit)], ...(cursor ? [["cursor", cursor] as [string, string]] : [])])}`)),
    lending: (id: string) => c.get<T.LendingState>(at(id, "/lending")),
    plan: (id: string, number: string) => c.get<T.LoanPlan>(at(id, "/loan-plan"), { query: { loan: number } }),
    prepaymentQuote: (id: string, number: string, fen: number) => c.get<T.PrepaymentQuote>(at(id, "/prepayment-quote"), { query: { loan: number, fen } }),
    quote: (id: string, number: string, on?: string) => c.get<T.SettlementQuote>(at(id, "/settlement-quote"), { query: { loan: number, on } }),
    command: (id: string, body: { key: string; kind: T.LoanCommandKind; params: Record<string, string | number>; conversation?: string; override?: string }) =>
      c.post<T.LoanCommand>(at(id, "/loan-commands"), body),
    unmask: (id: string, kind: T.PersonalKind, reason: T.UnmaskReason) => c.post<{ kind: string; value: string }>(at(id, "/unmask"), { kind, reason }),
    family: (id: string) => c.get<T.Family>(at(id, "/family")),
    merge: (id: string, gone_id: string, reason: string) => c.post<T.Family>(at(id, "/merges"), { gone_id, reason }),
    notSame: (id: string, other_id: string) => c.post<void>(at(id, "/not-same"), { other_id }),
    split: (merge: string, note: string) => c.post<T.CustomerMerge>(`/customer-merges/${merge}/split`, { note }),
    vouch: (conversation: string, body: { borrower: string; how: T.VouchHow }) => c.post<T.ConversationLevel>(`/conversations/${conversation}/verification`, body),
    withdrawVouch: (conversation: string, body: { reason: T.UnbindReason; note: string }) => c.post<T.ConversationLevel>(`/conversations/${conversation}/verification/withdrawals`, body),
    search: (q: string) => c.get<T.FoundCustomer[]>("/customers", { query: { q } }),
    restrictions: (id: string) => c.get<T.Restriction[]>(at(id, "/restrictions")),
    restrict: (id: string, reason: T.RestrictionReason, note: string) => c.post<T.Restriction>(at(id, "/restrictions"), { reason, note }),
    unrestrict: (id: string, restriction: string) => c.post<void>(at(id, `/restrictions/${restriction}/lift`)),
    privacyRequests: (id: string) => c.get<T.PrivacyRequest[]>(at(id, "/privacy-requests")),
    askPrivacy: (id: string, kind: T.PrivacyRequest["kind"], reason: string) => c.post<T.PrivacyRequest>(at(id, "/privacy-requests"), { kind, reason }),
    /** Where the browser fetches a copy. */
    copyOf: (request: string, format: "html" | "json") => `/api/v1/privacy-requests/${request}/copy?format=${format}`,
    tagChoices: () => c.get<T.TagChoice[]>("/portraits/tags"),
    giveTag: (id: string, tag: string, note: string) => c.post<unknown>(`/portraits/customers/${id}/tags`, { tag, note }),
    takeTag: (id: string, grant: string) => c.delete<void>(`/portraits/customers/${id}/tags/${grant}`),
  };
}
