import { ApiError, clickId } from "../api.ts";
import type { App } from "../app.ts";
import type { Overview } from "../types.ts";
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
      // Midnight has passed, or something was paid meanwhile: the new quote is shown.
      if (error instanceof ApiError && error.code === "loan_changed") await again();
      throw error;
    }
  });
  if (options.length === 0) return h("p", { class: "note" }, t("pay.none"));
  const chosen = (value: string) => {
    by = value;
    click = clickId();
  };
  return h("div", {}, card(choices(t("pay.by"), options, chosen)), go.el);
}
