import { clickId } from "../api.ts";
import type { App } from "../app.ts";
import { readYuan, yuan } from "../format.ts";
import type { Card, LoanDetail, Overview } from "../types.ts";
import { fill, h, icon } from "../ui/dom.ts";
import { card, choices, doing, field, sure } from "../ui/parts.ts";
import { act } from "./acting.ts";
import { toCashier } from "./ordering.ts";

export const CASHIER = "cashier";

/** Repay what the bill says, or part of it: on the cashier page or by a bound card. */
export function payPage(app: App, loan: string): void {
  const { t } = app;
  app.show(t("pay.title"), async () => {
    const overview = await app.overview();
    const bill = loan ? (await app.get<LoanDetail>("/loan", { loan })).bill : overview.bill;
    if (!bill) return [h("div", { class: "empty" }, icon("check", 40), h("p", {}, t("bill.empty")))];
    const options = means(app, overview);
    if (options.length === 0) return [h("p", { class: "empty" }, t("pay.none"))];
    let by = options[0]!.value;
    let click = clickId();
    const amount = field(t("pay.amount"), { type: "text", inputmode: "decimal", value: yuan(bill.due_fen).replace(/,/g, ""), maxlength: 14, class: "amount", "data-testid": "amount" });
    const wrong = h("p", { class: "bad", role: "alert", "data-testid": "amount-wrong" });
    const read = (): number | null => {
      const fen = readYuan(amount.input.value);
      return fen !== null && fen > 0 && fen <= bill.due_fen ? fen : null;
    };
    const box = h("div", {});
    const go = doing(t, "", "pay", (error) => app.words(error), async () => {
      const fen = read();
      if (fen === null) {
        wrong.textContent = t("pay.bad", { fen: yuan(bill.due_fen) });
        amount.input.focus();
        return;
      }
      if (by === CASHIER) return toCashier(app, { client_id: click, purpose: "repay", fen, ...(loan ? { loan } : {}) });
      const chosen = overview.cards.filter((one) => one.id === by)[0]!;
      if (!(await sure(t, t("pay.sure", { card: chosen.label, fen: yuan(fen) })))) return;
      await act(app, { client_id: click, deed: "repay", card: by, fen, ...(loan ? { loan } : {}) });
    });
    const change = (): void => {
      click = clickId();
      wrong.textContent = "";
      const fen = read();
      go.button.textContent = t(by === CASHIER ? "pay.go" : "pay.debit", { fen: fen === null ? "—" : yuan(fen) });
    };
    amount.input.addEventListener("input", change);
    change();
    fill(
      box,
      card(amount.el, h("p", { class: "muted" }, t("pay.most", { fen: yuan(bill.due_fen) })), wrong),
      card(
        choices(t("pay.by"), options, (value) => {
          by = value;
          change();
        }),
      ),
      go.el,
    );
    return [box];
  });
}

/** The ways to pay: the cashier page first. */
export function means(app: App, overview: Overview): { value: string; title: string; hint: string; icon: "coin" | "card" }[] {
  const cards = overview.cards.map((one: Card) => ({ value: one.id, title: one.label, hint: app.t("pay.card_hint"), icon: "card" as const }));
  return overview.pays ? [{ value: CASHIER, title: app.t("pay.cashier"), hint: app.t("pay.cashier_hint"), icon: "coin" as const }, ...cards] : cards;
}
