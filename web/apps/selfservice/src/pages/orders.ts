import type { App } from "../app.ts";
import { moment, yuan } from "../format.ts";
import type { Key } from "../i18n/index.ts";
import { to } from "../router.ts";
import type { Order, Payment } from "../types.ts";
import { h, icon } from "../ui/dom.ts";
import { card, facts } from "../ui/parts.ts";

/** Orders on their way, and what the ledger has booked. */
export function ordersPage(app: App): void {
  const { t } = app;
  app.show(t("orders.title"), async () => {
    const overview = await app.overview();
    const orders = await app.get<Order[]>("/orders");
    const { payments } = await app.get<{ payments: Payment[] }>("/payments");
    const names: Record<string, string> = {};
    for (const loan of overview.loans) names[loan.id] = loan.product;
    if (orders.length + payments.length === 0) return [h("p", { class: "empty" }, t("orders.none"))];
    return [
      orders.length > 0 && h("h2", {}, t("orders.mine")),
      orders.length > 0 &&
        h(
          "ul",
          { class: "list" },
          ...orders.map((one) =>
            h("li", {}, h("a", { class: "row", href: to("order", one.id) }, h("span", { class: "grow" }, h("span", { class: "row-head" }, h("b", {}, t(`orders.${one.purpose}` as Key)), h("span", {}, yuan(one.fen))), h("small", {}, moment(one.created_at), " · ", t(one.state === "done" && one.purpose === "settle" ? "order.done_settle" : (`order.${one.state}` as Key)))), icon("right", 18))),
          ),
        ),
      h("h2", {}, t("orders.booked")),
      payments.length === 0 ? h("p", { class: "muted" }, t("orders.none")) : card(facts(payments.map((one) => [`${app.day(one.on)} ${names[one.loan] ?? one.loan} ${t(`payment.${one.kind}` as Key)}`, yuan(one.fen)] as const))),
    ];
  });
}
