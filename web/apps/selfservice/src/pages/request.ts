import { clickId } from "../api.ts";
import type { App } from "../app.ts";
import { moment } from "../format.ts";
import type { Key } from "../i18n/index.ts";
import type { Loan, Request } from "../types.ts";
import { fill, h, icon } from "../ui/dom.ts";
import { area, card, doing, facts, select } from "../ui/parts.ts";

const FEES = ["interest", "late_interest", "penalty", "early_settlement", "other"] as const;

const WORDS = { fee_dispute: "dispute", credit_objection: "objection", limit_review: "review" } as const;

/** A disputed fee, an objection to a credit report, a limit that people are to look at. */
export function requestPage(app: App, kind: Request["kind"]): void {
  const { t } = app;
  const words = WORDS[kind];
  app.show(t(`${words}.title`), async () => {
    const { loans } = await app.overview();
    const before = (await app.get<Request[]>("/requests")).filter((one) => one.kind === kind);
    const box = h("div", { "aria-live": "polite" });
    fill(box, h("p", { class: "muted" }, t(`${words}.hint`)), form(app, kind, loans, (made) => fill(box, ...sent(app, made))), before.length > 0 && h("h2", {}, t("request.mine")), before.length > 0 && card(...before.map((one) => past(app, one))));
    return [box];
  });
}

function form(app: App, kind: Request["kind"], loans: readonly Loan[], onMade: (made: Request) => void): HTMLElement {
  const { t } = app;
  const options = loans.map((one) => [one.id, `${one.product}（${one.id}）`] as const);
  const dispute = kind === "fee_dispute";
  const loan = select(t("request.loan"), dispute ? options : [["", t("request.any_loan")] as const, ...options], { "data-testid": "loan" });
  const fee = select(t("request.fee"), FEES.map((one) => [one, t(`fee.${one}` as Key)] as const), { "data-testid": "fee" });
  const text = area(t("request.text"), { maxlength: 1000, placeholder: t(`${WORDS[kind]}.place`), "data-testid": "text" });
  // What was sent once under a click id stands: other words are another request.
  let click = clickId();
  for (const one of [loan.input, fee.input, text.input]) one.addEventListener("input", () => (click = clickId()));
  const go = doing(t, t("request.send"), "request-go", (error) => (error instanceof RangeError ? error.message : app.words(error)), async () => {
    if (!text.input.value.trim()) {
      text.input.focus();
      throw new RangeError(t("request.short"));
    }
    const about = loan.input.value ? { loan: loan.input.value } : {};
    onMade(await app.post<Request>("/requests", { client_id: click, kind, text: text.input.value, ...about, ...(dispute ? { fee: fee.input.value } : {}) }));
  });
  return card(kind !== "limit_review" && loan.el, dispute && fee.el, text.el, go.el);
}

function sent(app: App, made: Request): HTMLElement[] {
  const { t } = app;
  return [
    h("div", { class: "outcome done", "data-testid": "request-made" }, icon("check", 44), h("h2", {}, t("request.made")), made.answer_by && h("p", { class: "muted" }, t("request.until", { day: app.day(made.answer_by) }))),
    card(facts([[t("request.number"), made.number]])),
    h("div", { class: "actions" }, h("a", { class: "button wide", href: "#/" }, t("app.home"))),
  ];
}

function past(app: App, one: Request): HTMLElement {
  const { t } = app;
  const head = h("div", { class: "row-head" }, h("b", {}, one.number), h("small", {}, moment(one.made_at)));
  if (one.state === "answered" && one.verdict) {
    return h("div", { class: "past", "data-testid": "request-answered" }, head, h("p", {}, one.text), h("p", {}, h("b", {}, t(`verdict.${one.verdict}` as Key))), h("p", {}, one.answer));
  }
  return h("div", { class: "past" }, head, h("p", {}, one.text), h("small", {}, t(`request.state.${one.state}` as Key)), one.answer_by && h("small", {}, ` · ${t("request.until", { day: app.day(one.answer_by) })}`));
}
