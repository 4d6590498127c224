import type { App } from "../app.ts";
import { percent, yuan } from "../format.ts";
import type { Key } from "../i18n/index.ts";
import { to } from "../router.ts";
import type { Instalment, LoanDetail } from "../types.ts";
import { fill, h, type Child } from "../ui/dom.ts";
import { card, facts } from "../ui/parts.ts";
import { drawPlan } from "../ui/plan.ts";
import { stateTag } from "./home.ts";

const SHOWN = 6;

/** One loan: what was agreed, the plan drawn and listed, what can be done with it. */
export function loanPage(app: App, id: string): void {
  const { t } = app;
  app.show(t("home.loans"), async () => {
    const detail = await app.get<LoanDetail>("/loan", { loan: id });
    app.today = detail.today;
    const { loan, contract } = detail;
    return [
      card(
        h("div", { class: "row-head" }, h("b", { class: "big" }, loan.product), stateTag(app, loan.state)),
        facts([
          [t("loan.amount"), `${yuan(loan.amount_fen)} ${t("app.yuan")}`],
          [t("loan.left"), `${yuan(loan.principal_fen)} ${t("app.yuan")}`],
          [t("loan.rate"), percent(contract.annual_rate)],
          [t("loan.method"), t(method(contract.method))],
          [t("loan.due_day"), t("loan.due_day_value", { day: contract.due_day })],
          [t("loan.disbursed"), app.day(loan.disbursed_on)],
          [t("loan.contract"), loan.id],
        ]),
        loan.state !== "settled" &&
          h(
            "div",
            { class: "pair" },
            loan.state === "current" && loan.paid_periods > 0 && h("a", { class: "button quiet", href: to("prepay", loan.id), "data-testid": "prepay" }, t("service.prepay")),
            h("a", { class: "button quiet", href: to("settle", loan.id), "data-testid": "settle" }, t("service.settle")),
            h("a", { class: "button", href: to("pay", loan.id), "data-testid": "repay" }, t("home.repay")),
          ),
        loan.state === "settled" && h("a", { class: "button quiet wide", href: to("certificates") }, t("service.certificates")),
      ),
      h("h2", {}, t("loan.plan")),
      card(drawPlan(app, detail.schedule), list(app, detail.schedule)),
      ...fees(app, detail),
    ];
  });
}

function method(name: string): Key {
  return name === "equal_principal" || name === "equal_instalment" ? `method.${name}` : "method.other";
}

/** What is next first in view; all on request. */
function list(app: App, schedule: readonly Instalment[]): HTMLElement {
  const { t } = app;
  const box = h("div", {});
  const draw = (all: boolean): void => {
    const next = schedule.findIndex((one) => one.state !== "paid");
    const from = all ? 0 : Math.max(0, Math.min(next < 0 ? 0 : next - 1, schedule.length - SHOWN));
    const shown = all ? schedule : schedule.slice(from, from + SHOWN);
    const more = shown.length < schedule.length && h("button", { type: "button", class: "link", "data-testid": "show-all", onclick: () => draw(true) }, t("loan.show_all", { count: schedule.length }));
    fill(box, h("ol", { class: "lines" }, ...shown.map((one) => line(app, one))), more);
  };
  draw(false);
  return box;
}

function line(app: App, one: Instalment): HTMLElement {
  const { t } = app;
  const late = one.late_fen + one.penalty_fen;
  return h(
    "li",
    { class: one.state },
    h("span", { class: "grow" }, h("b", {}, t("loan.instalment", { number: one.number })), " ", h("span", { class: "muted" }, app.day(one.due_on)), h("small", {}, t("loan.parts", { principal: yuan(one.principal_fen), interest: yuan(one.interest_fen) }), late > 0 ? ` · ${t("loan.late", { fen: yuan(late) })}` : "")),
    h("span", { class: "end" }, h("b", {}, yuan(one.principal_fen + one.interest_fen + late)), h("small", { class: "state" }, t(`instalment.${one.state}` as Key))),
  );
}

function fees(app: App, detail: LoanDetail): Child[] {
  if (detail.fees.length === 0) return [];
  const rows = detail.fees.map((fee) => [`${app.day(fee.on)} ${app.t(`fee.${fee.kind}` as Key)}`, yuan(fee.fen)] as const);
  return [h("h2", {}, app.t("loan.fees")), card(facts(rows))];
}
