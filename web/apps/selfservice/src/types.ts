/** What the API says. Amounts are whole fen, days are `YYYY-MM-DD` of the lender. */
export type Level = "public" | "bound" | "fresh";

export interface Loan {
  id: string;
  product: string;
  amount_fen: number;
  principal_fen: number;
  periods: number;
  paid_periods: number;
  state: "current" | "overdue" | "settled";
  disbursed_on: string;
  next_due_on: string | null;
  overdue_days: number;
}

export interface Bill {
  due_on: string;
  due_fen: number;
  loans: number;
  overdue: boolean;
}

export interface Card {
  id: string;
  label: string;
}

export interface Overview {
  name: string | null;
  lender: string;
  today: string;
  loans: Loan[];
  bill: Bill | null;
  cards: Card[];
  pays: boolean;
  /** Of what the ledger does not do at any hour. */
  hours: { [purpose in Order["purpose"]]?: Opening };
}

/** `changes_at`: when it closes, or opens, next. */
export interface Opening {
  open: boolean;
  changes_at: string | null;
  text: string;
}

export interface Instalment {
  number: number;
  due_on: string;
  principal_fen: number;
  interest_fen: number;
  late_fen: number;
  penalty_fen: number;
  left_fen: number;
  state: "paid" | "due" | "overdue" | "planned";
}

export interface Fee {
  on: string;
  fen: number;
  kind: "late_interest" | "penalty" | "early_settlement";
}

export interface LoanDetail {
  today: string;
  loan: Loan;
  contract: { annual_rate: string; penalty_rate: string; method: string; due_day: number; grace_days: number };
  schedule: Instalment[];
  fees: Fee[];
  bill: Bill | null;
}

export interface Quote {
  loan: string;
  on: string;
  principal_fen: number;
  interest_fen: number;
  fee_fen: number;
  total_fen: number;
  paid_ahead_fen: number;
  to_pay_fen: number;
}

/** `plan`: the instalments after today as they will be; `next_before_fen`: the next one as it would be without. */
export interface PrepaymentQuote {
  loan: string;
  principal_fen: number;
  interest_fen: number;
  fee_fen: number;
  total_fen: number;
  effect: "smaller_instalments" | "shorter_term";
  next_before_fen: number;
  saved_fen: number;
  plan: Instalment[];
}

export interface Limit {
  fen: number;
  available_fen: number;
  changes: { on: string; fen: number; reason: string }[];
}

export interface Payment {
  loan: string;
  on: string;
  fen: number;
  kind: "repaid" | "refunded";
}

export interface Act {
  state: "requested" | "pending" | "done" | "refused";
  number: string | null;
  refusal: string | null;
  reason: string | null;
}

export interface Order {
  id: string;
  purpose: "repay" | "settle" | "prepay";
  loan: string | null;
  fen: number;
  paid_fen: number;
  state: "open" | "paid" | "done" | "returned" | "failed" | "expired";
  cashier_url: string | null;
  number: string | null;
  reason: string | null;
  created_at: string;
  refunds: { fen: number; reason: "too_much" | "paid_twice" | "not_booked"; state: "asked" | "done" | "stuck" | "closed" }[];
}

export interface Certificate {
  id: string;
  number: string;
  code: string;
  loan: string;
  product: string;
  amount_fen: number;
  settled_on: string;
  issued_on: string;
  file: string;
}

export interface Checked {
  number: string;
  lender: string;
  holder: string;
  product: string;
  amount_fen: number;
  settled_on: string;
  issued_on: string;
}

export interface Request {
  id: string;
  number: string;
  kind: "fee_dispute" | "credit_objection" | "limit_review";
  loan: string | null;
  text: string;
  made_at: string;
  answer_by: string | null;
  state: "open" | "taken" | "answered";
  verdict: "upheld" | "partly" | "rejected" | null;
  answer: string | null;
}
