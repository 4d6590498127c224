import type { App } from "../app.ts";
import { yuan } from "../format.ts";
import { to } from "../router.ts";
import type { LoanDetail } from "../types.ts";
import { h, icon } from "../ui/dom.ts";
import { card, facts } from "../ui/parts.ts";

/** What is to pay now, loan by loan. */
export function billPage(app: App): void {
  const { t } = app;
  app.show(t("bill.title"), async () => {
    const overview = await app.overview();
    const { bill } = overview;
    if (!bill) return [h("div", { class: "empty" }, icon("check", 40), h("p", {}, t("bill.empty")))];
    const running = overview.loans.filter((one) => one.state !== "settled");
    const details = await Promise.all(running.map((one) => app.get<LoanDetail>("/loan", { loan: one.id })));
    // The bill is of what is overdue, or of the next due date: a loan that has neither is not part of it.
    const part = details.filter((one) => one.bill && one.bill.overdue === bill.overdue && (bill.overdue || one.bill.due_on === bill.due_on));
    return [
      card(
        h("div", { class: "total" }, h("span", { class: "muted" }, t("bill.total")), h("span", { class: "fen", "data-testid": "bill-total" }, yuan(bill.due_fen)), h("span", { class: bill.overdue ? "bad" : "muted" }, bill.overdue ? t("state.overdue") : t("home.due", { day: app.day(bill.due_on) }))),
        facts(part.map((one) => [t("bill.of_loan", { product: one.loan.product }), h("a", { href: to("loan", one.loan.id) }, yuan(one.bill!.due_fen))] as const)),
        bill.overdue && h("p", { class: "note" }, t("bill.overdue_hint")),
      ),
      h("div", { class: "actions" }, h("a", { class: "button wide", href: to("pay"), "data-testid": "repay" }, t("home.repay"))),
    ];
  });
}
