import type { App } from "../app.ts";
import { yuan } from "../format.ts";
import type { Key } from "../i18n/index.ts";
import { to } from "../router.ts";
import type { Bill, Loan, Overview } from "../types.ts";
import { h, icon, type IconName } from "../ui/dom.ts";
import { card, sure } from "../ui/parts.ts";

const SERVICES: readonly (readonly [string, Key, IconName])[] = [
  ["settle", "service.settle", "flag"],
  ["prepay", "service.prepay", "coin"],
  ["due-day", "service.due_day", "calendar"],
  ["limit", "service.limit", "gauge"],
  ["certificates", "service.certificates", "paper"],
  ["orders", "service.orders", "list"],
  ["phone", "service.phone", "phone"],
  ["dispute", "service.dispute", "coin"],
  ["objection", "service.objection", "shield"],
];

/** What is to pay, the loans, the services. */
export function homePage(app: App): void {
  const { t } = app;
  app.show(
    t("app.title"),
    async () => {
      const overview = await app.overview();
      return [
        h("p", { class: "hello" }, overview.name ? t("home.hello", { name: overview.name }) : t("home.hello_nobody")),
        billCard(app, overview.bill, overview),
        h("h2", {}, t("home.loans")),
        overview.loans.length === 0 ? h("p", { class: "muted" }, t("home.no_loans")) : loans(app, overview.loans),
        h("h2", {}, t("home.services")),
        h("nav", { class: "tiles", "aria-label": t("home.services") }, ...SERVICES.map(([name, key, image]) => h("a", { href: to(name), "data-testid": `tile-${name}` }, icon(image, 26), h("span", {}, t(key))))),
        h("p", { class: "help" }, h("a", { href: `/chat/?site=${encodeURIComponent(app.site)}` }, icon("chat", 18), t("app.help"))),
        h("p", { class: "help" }, h("button", { type: "button", class: "link", "data-testid": "end", onclick: () => void sure(t, t("end.sure"), [h("p", { class: "muted" }, t("end.sure_hint"))]).then((yes) => (yes ? app.end() : undefined)) }, icon("shield", 18), t("end.go"))),
      ];
    },
    { back: false },
  );
}

function billCard(app: App, bill: Bill | null, overview: Overview): HTMLElement {
  const { t } = app;
  if (!bill) return card(h("div", { class: "empty small" }, icon("check", 34), h("b", {}, t("home.no_bill")), h("span", { class: "muted" }, t("home.no_bill_hint"))));
  const days = Math.max(0, ...overview.loans.map((one) => one.overdue_days));
  return h(
    "section",
    { class: bill.overdue ? "card hero late" : "card hero", "data-testid": "bill" },
    h("div", { class: "hero-label" }, t("home.bill")),
    h("div", { class: "hero-fen", "data-testid": "bill-fen" }, yuan(bill.due_fen)),
    h("div", { class: "hero-due" }, bill.overdue ? t("home.overdue", { days }) : t("home.due", { day: app.day(bill.due_on) })),
    h("div", { class: "pair" }, h("a", { class: "button ghost", href: to("bill"), "data-testid": "see-bill" }, t("home.see_bill")), h("a", { class: "button white", href: to("pay"), "data-testid": "repay" }, t("home.repay"))),
  );
}

function loans(app: App, all: readonly Loan[]): HTMLElement {
  const order = { overdue: 0, current: 1, settled: 2 };
  const sorted = all.slice().sort((a, b) => order[a.state] - order[b.state]);
  return h("ul", { class: "list" }, ...sorted.map((loan) => h("li", {}, loanRow(app, loan, to("loan", loan.id)))));
}

export function loanRow(app: App, loan: Loan, href: string): HTMLElement {
  const { t } = app;
  const share = Math.round((loan.paid_periods / loan.periods) * 100);
  return h(
    "a",
    { class: "row", href, "data-testid": `loan-${loan.id}` },
    h(
      "span",
      { class: "grow" },
      h("span", { class: "row-head" }, h("b", {}, loan.product), stateTag(app, loan.state)),
      h("small", {}, loan.state === "settled" ? t("home.settled") : app.money(loan.principal_fen), " · ", t("home.periods", { paid: loan.paid_periods, all: loan.periods })),
      h("span", { class: "meter" }, h("i", { style: `width:${share}%` })),
    ),
    icon("right", 18),
  );
}

export function stateTag(app: App, state: Loan["state"]): HTMLElement {
  return h("span", { class: `tag ${state}` }, app.t(`state.${state}` as Key));
}
