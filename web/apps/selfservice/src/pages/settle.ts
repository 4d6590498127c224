import { ApiError } from "../api.ts";
import type { App } from "../app.ts";
import { later, yuan } from "../format.ts";
import { to } from "../router.ts";
import type { Overview, Quote } from "../types.ts";
import { fill, h } from "../ui/dom.ts";
import { card, facts, field } from "../ui/parts.ts";
import { loanRow } from "./home.ts";
import { payQuoted } from "./paying.ts";

const AHEAD_DAYS = 30;

/** Which loan is to be settled. */
export function settleListPage(app: App): void {
  const { t } = app;
  app.show(t("settle.title"), async () => {
    const running = (await app.overview()).loans.filter((one) => one.state !== "settled");
    if (running.length === 0) return [h("p", { class: "empty" }, t("settle.none"))];
    return [h("p", { class: "muted" }, t("settle.which")), h("ul", { class: "list" }, ...running.map((loan) => h("li", {}, loanRow(app, loan, to("settle", loan.id)))))];
  });
}

/** A quote for a day; for today it can be paid. */
export function settlePage(app: App, id: string): void {
  const { t } = app;
  app.show(t("settle.title"), async () => {
    let overview = await app.overview();
    const loan = overview.loans.filter((one) => one.id === id)[0];
    const { today } = overview;
    const on = field(t("settle.on"), { type: "date", min: today, max: later(today, AHEAD_DAYS), value: today, required: true, "data-testid": "on" });
    const box = h("div", { "aria-live": "polite" });
    let turn = 0;
    const ask = async (): Promise<void> => {
      const mine = (turn += 1);
      const wish = on.input.value || today;
      try {
        const quote = await app.get<Quote>("/quote", { loan: id, on: wish });
        if (mine === turn) fill(box, quoteCard(app, quote), wish === today ? confirm(app, overview, quote, loan?.product ?? id, anew) : card(h("p", { class: "note" }, t("settle.later", { day: app.day(wish) }))));
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 404) throw error;
        if (mine === turn) fill(box, h("p", { class: "bad", role: "alert", "data-testid": "quote-wrong" }, app.words(error)));
      }
    };
    const anew = async (): Promise<void> => {
      overview = await app.overview();
      await ask();
    };
    on.input.addEventListener("change", () => void ask());
    await ask();
    return [card(h("b", { class: "big" }, loan?.product ?? id), on.el), box];
  });
}

function quoteCard(app: App, quote: Quote): HTMLElement {
  const { t } = app;
  return card(
    h("div", { class: "total" }, h("span", { class: "muted" }, t("settle.quote", { day: app.day(quote.on) })), h("span", { class: "fen", "data-testid": "quote" }, yuan(quote.to_pay_fen))),
    facts([
      [t("settle.principal"), yuan(quote.principal_fen)],
      [t("settle.interest"), yuan(quote.interest_fen)],
      [t("settle.fee"), yuan(quote.fee_fen)],
      quote.paid_ahead_fen > 0 ? [t("settle.ahead"), `−${yuan(quote.paid_ahead_fen)}`] : null,
    ]),
  );
}

function confirm(app: App, overview: Overview, quote: Quote, product: string, again: () => Promise<void>): HTMLElement {
  const { t } = app;
  const words = { check: t("settle.check"), question: t("settle.sure", { product, fen: yuan(quote.to_pay_fen) }), hint: t("settle.sure_hint") };
  const done = () => h("div", {}, h("p", { class: "muted" }, t("order.settle_next")), h("a", { class: "button quiet wide", href: to("certificates"), "data-testid": "to-certificates" }, t("service.certificates")));
  return payQuoted(app, overview, { deed: "settle", loan: quote.loan, fen: quote.to_pay_fen, ...words, done }, again);
}
