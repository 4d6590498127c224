import type { Id, Time } from "./common.ts";

export type RequestKind = "fee_dispute" | "credit_objection" | "limit_review";
export type RequestVerdict = "upheld" | "partly" | "rejected";

/** What a customer asked for, and how far it is. `answer_by`: a day; `closed`: the data is restricted, there are no words. */
export interface CustomerRequest {
  id: Id;
  number: string;
  kind: RequestKind;
  loan: string | null;
  fee: "interest" | "late_interest" | "penalty" | "early_settlement" | "other" | null;
  text: string;
  made_at: Time;
  answer_by: string | null;
  state: "open" | "taken" | "answered";
  verdict: RequestVerdict | null;
  answer: string | null;
  answered_at: Time | null;
  answered_by_name: string | null;
  customer_id: Id;
  customer_name: string;
  conversation_id: Id | null;
  taken_by: Id | null;
  taken_by_name: string | null;
  taken_at: Time | null;
  /** How the customer heard of the answer; null: not yet. `nobody`: there was no way, at `told_at`; tried again at `tell_at`, never when null. */
  told: "conversation" | "sms" | "person" | "nobody" | null;
  told_at: Time | null;
  told_by_name: string | null;
  tell_at: Time | null;
  closed: boolean;
}

/** Requests without an answer by kind; answers that nobody could be told; refunds that are not at their end. */
export type WaitingRequests = Record<RequestKind | "untold" | "refunds_asked" | "refunds_stuck", number>;

export type RefundEnd = "paid_otherwise" | "not_owed";

export interface Refund {
  id: Id;
  order_id: Id;
  customer_id: Id;
  customer_name: string;
  /** The customer's data is, and the reader may not see it: name, borrower, loan and payment number are empty. */
  restricted: boolean;
  borrower: string;
  purpose: "repay" | "settle" | "prepay";
  loan: string | null;
  payment_no: string;
  fen: number;
  reason: "too_much" | "paid_twice" | "not_booked";
  state: "asked" | "done" | "stuck" | "closed";
  created_at: Time;
  done_at: Time | null;
  looks: number;
}
