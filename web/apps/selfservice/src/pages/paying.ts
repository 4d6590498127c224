import { ApiError, clickId } from "../api.ts";
import type { App } from "../app.ts";
import { moment } from "../format.ts";
import { to } from "../router.ts";
import type { Opening, Overview } from "../types.ts";
import { type Child, h } from "../ui/dom.ts";
import { card, choices, doing, sure } from "../ui/parts.ts";
import { act } from "./acting.ts";
import { toCashier } from "./ordering.ts";
import { CASHIER, means } from "./pay.ts";

/** What is paid for, as quoted: `deed` of a card, or an order at the cashier's, for the same loan and sum. */
export interface Payment {
  deed: "settle" | "prepay";
  loan: string;
  fen: number;
  /** Of a prepayment: what is repaid ahead. */
  principal_fen?: number;
  /** Words: on the button, then the question, and what to know before yes. */
  check: string;
  question: string;
  hint: string;
  /** What a page shows when it is done. */
  done: () => Child;
}

/** By what to pay a quote, and the button; `again` when the ledger has another quote by now. */
export function payQuoted(app: App, overview: Overview, payment: Payment, again: () => Promise<void>): HTMLElement {
  const { t } = app;
  const { deed, loan, fen, principal_fen } = payment;
  // Enough may have been paid ahead: then there is nothing for a cashier to take.
  const hours = overview.hours[deed];
  if (hours && !hours.open) return closed(app, overview, payment, hours);
  const options = means(app, overview).filter((one) => fen > 0 || one.value !== CASHIER);
  let by = options[0]?.value ?? "";
  let click = clickId();
  const go = doing(t, payment.check, `${deed}-go`, (error) => app.words(error), async () => {
    const yes = await sure(t, payment.question, [h("p", { class: "muted" }, payment.hint)]);
    if (!yes) return;
    const ahead = principal_fen === undefined ? {} : { principal_fen };
    try {
      if (by === CASHIER) await toCashier(app, { client_id: click, purpose: deed, loan, fen, ...ahead });
      else await act(app, { client_id: click, deed, loan, card: by, total_fen: fen, ...(principal_fen === undefined ? {} : { fen: principal_fen }) }, payment.done());
    } catch (error) {
      // Midnight has passed, or something was paid meanwhile, or it is closed by now: the new quote and hours are shown.
      if (error instanceof ApiError && (error.code === "loan_changed" || error.code === "loan_closed")) await again();
      throw error;
    }
  });
  if (options.length === 0) return h("p", { class: "note" }, t("pay.none"));
  const chosen = (value: string) => {
    by = value;
    click = clickId();
  };
  return h("div", {}, card(choices(t("pay.by"), options, chosen)), hours && h("p", { class: "muted" }, t("pay.hours", { hours: hours.text })), go.el);
}

/** It cannot be paid now: when it can, and what can be paid meanwhile. Nobody is asked for money that would go back. */
function closed(app: App, overview: Overview, { deed, loan }: Payment, hours: Opening): HTMLElement {
  const { t } = app;
  const bill = overview.loans.some((one) => one.id === loan) && overview.bill !== null && overview.hours.repay?.open !== false;
  const part = deed !== "prepay" && overview.hours.prepay?.open !== false;
  return h(
    "div",
    { "data-testid": "pay-closed" },
    h("p", { class: "note", role: "status" }, t("pay.closed", { hours: hours.text }), hours.changes_at && ` ${t("pay.opens", { at: moment(hours.changes_at) })}`),
    (bill || part) && h("p", { class: "muted" }, t("pay.meanwhile")),
    h(
      "div",
      { class: "actions" },
      bill && h("a", { class: "button quiet wide", href: to("pay", loan), "data-testid": "pay-bill" }, t("pay.title")),
      part && h("a", { class: "button quiet wide", href: to("prepay", loan), "data-testid": "pay-part" }, t("prepay.title")),
    ),
  );
}
