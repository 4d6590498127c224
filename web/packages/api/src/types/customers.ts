import type { Id, Time } from "./common.ts";
import type { CustomerBlock } from "./conversations.ts";

/** The panel of a customer. Parts that this installation does not have are null. Amounts in fen, days as ISO dates. */
export interface Panorama {
  as_of: Time;
  customer: PanelCustomer;
  block: CustomerBlock | null;
  level: Level | null;
  /** What each command on loans wants proven in the conversation. */
  needs: Partial<Record<LoanCommandKind, Level>>;
  tags: PanelTag[] | null;
  segments: CustomerSegment[] | null;
  strategy: { name: string; script: string | null; offer: string | null; why: string } | null;
  need: { reason: string; name: string; probability: number; why: string[] } | null;
  consents: CustomerConsent[];
  merge_candidates: MergeCandidate[] | null;
  contacts: Contact[];
  lending: LendingState;
  steps: NextStep[];
}

export type Level = "public" | "bound" | "fresh";
export type PersonalKind = "phone" | "id_number" | "card" | "email";

export interface PanelCustomer {
  id: Id;
  name: string;
  named: boolean;
  verified: boolean;
  verified_at: Time | null;
  locale: string | null;
  created_at: Time;
  /** The lender's number of the customer. */
  borrower: string | null;
  /** The data may only be stored: those who see it all the same do so by permission. */
  restricted?: boolean;
  /** How many other customers turned out to be this person. */
  /** Numbers of merged customers whose loans are not shown. */
  other_borrowers?: string[];
  merged: number;
  /** With their middle hidden. */
  personal: Partial<Record<PersonalKind, string>>;
}

export interface PanelTag {
  /** Of the grant: that this customer has the tag. */
  id: Id;
  key: string;
  name: string;
  color: string | null;
  origin: "hand" | "rule" | "model";
  why: string;
  since: Time;
  until: Time | null;
  by: string | null;
}

export interface CustomerSegment {
  layer: string;
  key: string;
  name: string;
  why: string;
  since: Time;
}

export interface CustomerConsent {
  purpose: string;
  given: boolean;
  at: Time;
  channel: string;
  text_version: number | null;
}

export interface MergeCandidate {
  id: Id;
  name: string;
  why: string;
}

/** `summary` is null for whom may not read the conversation. */
export interface Contact {
  conversation_id: Id;
  channel: string;
  account: string;
  status: "open" | "snoozed" | "resolved";
  controller: string;
  priority: string;
  opened_at: Time;
  resolved_at: Time | null;
  updated_at: Time;
  agent: string | null;
  queue: string;
  disposition: string | null;
  solved: boolean | null;
  score: number | null;
  readable: boolean;
  summary: string | null;
}

export interface LendingState {
  state: "ok" | "unbound" | "forbidden" | "absent" | "down";
  loans: Loan[];
  cards: { id: string; label: string }[];
  limit: { fen: number; available_fen: number; changes: { on: string; fen: number; reason: string }[] } | null;
  commands: LoanCommand[];
}

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
  due_on: string | null;
  due_fen: number | null;
  certificate: string | null;
}

export type LoanCommandKind = "repay" | "prepay" | "settle" | "change_due_day" | "request_limit" | "certificate" | "change_phone" | "dispute";

/** Only `done` is done: what is `requested` or `pending` is asked about, and a frame tells when it ended. */
export interface LoanCommand {
  id: Id;
  key: string;
  kind: LoanCommandKind;
  params: Record<string, string | number>;
  state: "requested" | "pending" | "done" | "refused";
  requested_at: Time;
  settled_at: Time | null;
  number: string | null;
  refusal: string | null;
}

export interface NextStep {
  code:
    | "wait_for_core" | "verify_identity" | "offer_plan" | "take_payment" | "remind_due" | "offer_certificate"
    | "make_up" | "own_the_case" | "join_up" | "ask_consent" | "prepare_need";
  why: Record<string, string | number | null>;
  loan: string | null;
}

export interface LoanPlan {
  contract: {
    annual_rate: string;
    penalty_rate: string;
    method: string;
    periods: number;
    due_day: number;
    grace_days: number;
    disbursed_on: string;
    amount_fen: number;
  };
  instalments: Instalment[];
  fees: { on: string; fen: number; kind: string }[];
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

/** `opening`: whether the core settles loans at this hour; null: at any. */
export interface SettlementQuote {
  loan: string;
  on: string;
  principal_fen: number;
  interest_fen: number;
  fee_fen: number;
  total_fen: number;
  paid_ahead_fen: number;
  to_pay_fen: number;
  opening: { open: boolean; changes_at: string | null; text: string } | null;
}

/** `plan`: the instalments after today as they will be; `next_before_fen`: the next one as it would be without. */
export interface PrepaymentQuote {
  loan: string;
  on: string;
  principal_fen: number;
  interest_fen: number;
  fee_fen: number;
  total_fen: number;
  effect: "smaller_instalments" | "shorter_term";
  next_before_fen: number;
  saved_fen: number;
  plan: Instalment[];
}

export type TimelineGroup = "contact" | "loan" | "customer" | "consent" | "verification" | "tag" | "segment";

export interface TimelineEntry {
  id: Id;
  at: Time;
  kind: string;
  data: Record<string, unknown>;
  actor: { kind: string; name: string | null } | null;
  contact: Contact | null;
  command: Pick<LoanCommand, "kind" | "params" | "state"> | null;
}

/** How an agent made sure who a customer is. */
export type VouchHow = "call_back" | "document" | "questions";
export type UnbindReason = "wrong_number" | "wrong_person" | "denied" | "other";
/** How sure it is who writes in a conversation. */
export interface ConversationLevel { level: "public" | "bound" | "fresh"; fresh_until: string | null }
export type UnmaskReason = "call_back" | "verification" | "complaint" | "dispute" | "legal";

/** A tag that may be given. */
export interface TagChoice {
  key: string;
  name: string;
  color: string;
  origin: "hand" | "rule" | "model";
}

/** `by`: phone, id_number, card, email, borrower, contract, name. */
/** By which channel a customer is known; `subject` is null for phone and e-mail. */
export interface CustomerIdentity {
  kind: string;
  account: string;
  subject: string | null;
  proof: string | null;
  since: Time;
}

export interface FamilyMember {
  id: Id;
  name: string;
  signed: boolean;
  since: Time;
  identities: CustomerIdentity[];
}

export interface CustomerMerge {
  id: Id;
  kept_id: Id;
  gone_id: Id;
  at: Time;
  by: string;
  reason: string;
  proof: string | null;
  undone_at: Time | null;
  undone_by: string | null;
  undone_note: string | null;
}

/** Customers that are one person, the person first, and every merge there ever was. */
export interface Family {
  person_id: Id;
  members: FamilyMember[];
  merges: CustomerMerge[];
}

export type RestrictionReason = "request" | "dispute" | "law" | "other";

/** That a customer's data may only be stored. `reason` is "erased" too. */
export interface Restriction {
  id: Id;
  reason: string;
  note: string;
  at: string;
  until: string | null;
  by: string;
  lifted_at: string | null;
  lifted_by: string | null;
  standing: boolean;
}

/** What somebody asked for by law; a job does it. `expires_at`: of a copy. */
export interface PrivacyRequest {
  id: Id;
  kind: "export" | "erase";
  reason: string;
  asked_at: string;
  by: string;
  state: "waiting" | "done" | "failed" | "expired";
  finished_at: string | null;
  failure: string | null;
  expires_at: string | null;
}

export interface FoundCustomer {
  id: Id;
  name: string;
  named: boolean;
  verified: boolean;
  borrowers: string[];
  masked: Partial<Record<PersonalKind, string>>;
  by: string[];
}
