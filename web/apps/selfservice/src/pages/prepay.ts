import { ApiError } from "../api.ts";
import type { App } from "../app.ts";
import { readYuan, yuan } from "../format.ts";
import { to } from "../router.ts";
import type { Overview, PrepaymentQuote } from "../types.ts";
import { fill, h } from "../ui/dom.ts";
import { card, doing, facts, field } from "../ui/parts.ts";
import { drawPlan } from "../ui/plan.ts";
import { loanRow } from "./home.ts";
import { payQuoted } from "./paying.ts";

/** Of which loan part is to be repaid ahead. */
export function prepayListPage(app: App): void {
  const { t } = app;
  app.show(t("prepay.title"), async () => {
    const running = (await app.overview()).loans.filter((one) => one.state !== "settled");
    if (running.length === 0) return [h("p", { class: "empty" }, t("prepay.none"))];
    return [h("p", { class: "muted" }, t("prepay.which")), h("ul", { class: "list" }, ...running.map((loan) => h("li", {}, loanRow(app, loan, to("prepay", loan.id)))))];
  });
}

/** How much, what it costs and what becomes of the plan; then it can be paid. */
export function prepayPage(app: App, id: string): void {
  const { t } = app;
  app.show(t("prepay.title"), async () => {
    let overview = await app.overview();
    const loan = overview.loans.filter((one) => one.id === id)[0];
    const amount = field(t("prepay.amount"), { type: "text", inputmode: "decimal", maxlength: 14, class: "amount", "data-testid": "amount" });
    const box = h("div", { "aria-live": "polite" });
    let turn = 0;
    const ask = async (): Promise<void> => {
      const mine = (turn += 1);
      const fen = readYuan(amount.input.value);
      if (fen === null || fen <= 0) {
        fill(box, h("p", { class: "bad", role: "alert", "data-testid": "quote-wrong" }, t("prepay.bad")));
        amount.input.focus();
        return;
      }
      try {
        const quote = await app.get<PrepaymentQuote>("/prepayment-quote", { loan: id, fen: String(fen) });
        if (mine === turn) fill(box, quoteCard(app, quote), confirm(app, overview, quote, loan?.product ?? id, anew));
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 404) throw error;
        if (mine === turn) fill(box, h("p", { class: "bad", role: "alert", "data-testid": "quote-wrong" }, app.words(error)));
      }
    };
    const anew = async (): Promise<void> => {
      overview = await app.overview();
      await ask();
    };
    const go = doing(t, t("prepay.ask"), "prepay-ask", (error) => app.words(error), ask);
    // What was quoted is of another amount.
    amount.input.addEventListener("input", () => {
      turn += 1;
      fill(box);
    });
    amount.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") go.button.click();
    });
    const left = loan ? h("p", { class: "muted" }, `${t("loan.left")} ${yuan(loan.principal_fen)} ${t("app.yuan")}`) : null;
    return [card(h("b", { class: "big" }, loan?.product ?? id), left, amount.el, h("p", { class: "muted" }, t("prepay.rule")), go.el), box];
  });
}

function quoteCard(app: App, quote: PrepaymentQuote): HTMLElement {
  const { t } = app;
  const next = quote.plan[0];
  const last = quote.plan[quote.plan.length - 1];
  return card(
    h("div", { class: "total" }, h("span", { class: "muted" }, t("prepay.quote")), h("span", { class: "fen", "data-testid": "quote" }, yuan(quote.total_fen))),
    facts([
      [t("prepay.principal"), yuan(quote.principal_fen)],
      [t("prepay.interest"), yuan(quote.interest_fen)],
      [t("settle.fee"), yuan(quote.fee_fen)],
    ]),
    h("h3", {}, t("prepay.after")),
    h("p", { class: "muted", "data-testid": "effect" }, t(quote.effect === "shorter_term" ? "prepay.shorter_term" : "prepay.smaller_instalments", { n: quote.plan.length, day: last ? app.day(last.due_on) : "" })),
    facts([
      next ? [t("prepay.next", { day: app.day(next.due_on) }), h("span", {}, h("s", { class: "muted" }, yuan(quote.next_before_fen)), ` ${yuan(next.left_fen)}`)] : null,
      [t("prepay.saved"), yuan(quote.saved_fen)],
    ]),
    drawPlan(app, quote.plan),
  );
}

function confirm(app: App, overview: Overview, quote: PrepaymentQuote, product: string, again: () => Promise<void>): HTMLElement {
  const { t } = app;
  const words = { check: t("prepay.check"), question: t("prepay.sure", { product, principal: yuan(quote.principal_fen), fen: yuan(quote.total_fen) }), hint: t("prepay.sure_hint") };
  const done = () => h("a", { class: "button quiet wide", href: to("loan", quote.loan) }, t("loan.plan"));
  return payQuoted(app, overview, { deed: "prepay", loan: quote.loan, fen: quote.total_fen, principal_fen: quote.principal_fen, ...words, done }, again);
}
