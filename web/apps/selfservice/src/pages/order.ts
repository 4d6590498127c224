import type { App } from "../app.ts";
import { moment, yuan } from "../format.ts";
import type { Key } from "../i18n/index.ts";
import { to } from "../router.ts";
import type { Order } from "../types.ts";
import { fill, h, icon, type Child, type IconName } from "../ui/dom.ts";
import { card, facts } from "../ui/parts.ts";

const QUICK_MS = 1_500;
const SLOW_MS = 5_000;
const QUICK_TIMES = 20;

const LOOK: Record<Order["state"], readonly [string, IconName]> = {
  open: ["pending", "clock"],
  paid: ["pending", "clock"],
  done: ["done", "check"],
  returned: ["refused", "alert"],
  failed: ["refused", "alert"],
  expired: ["refused", "clock"],
};

/** How a payment stands. It is done when the ledger has it, not before. */
export function orderPage(app: App, id: string): void {
  const { t } = app;
  app.show(t("order.title"), async () => {
    const box = h("div", { "aria-live": "polite" });
    let timer = 0;
    let asks = 0;
    app.untilLeft(() => {
      clearTimeout(timer);
      asks = Infinity;
    });
    const ask = async (): Promise<void> => {
      const order = await app.get<Order>(`/orders/${encodeURIComponent(id)}`);
      if (asks === Infinity) return;
      fill(box, ...drawn(app, order));
      if (moves(order)) later();
    };
    const later = (): void => {
      if (asks === Infinity) return;
      asks += 1;
      timer = window.setTimeout(() => void ask().catch(later), asks < QUICK_TIMES ? QUICK_MS : SLOW_MS);
    };
    await ask();
    return [box];
  });
}

/** Whether there is anything to wait for. */
export function moves(order: Order): boolean {
  return order.state === "open" || order.state === "paid" || order.refunds.some((one) => one.state === "asked");
}

function drawn(app: App, order: Order): Child[] {
  const { t } = app;
  const [look, image] = LOOK[order.state];
  const title: Key = order.state === "done" && order.purpose === "settle" ? "order.done_settle" : `order.${order.state}`;
  const hint = order.state === "done" ? (order.purpose === "repay" ? "" : t(`order.${order.purpose}_next`)) : order.state === "returned" ? order.reason : t(`order.${order.state}_hint`);
  return [
    h("div", { class: `outcome ${look}`, "data-testid": `order-${order.state}` }, icon(image, 44), h("h2", {}, t(title)), h("div", { class: "fen" }, yuan(order.paid_fen || order.fen)), h("p", { class: "muted" }, hint)),
    card(
      facts([
        order.number ? [t("order.number"), order.number] : null,
        [t("order.amount"), yuan(order.fen)],
        order.paid_fen > 0 && order.paid_fen !== order.fen ? [t("order.received"), yuan(order.paid_fen)] : null,
        [t("order.made"), moment(order.created_at)],
      ]),
      ...order.refunds.map((one) => h("p", { class: "note", "data-testid": "refund" }, `${t(`order.${one.reason}` as Key)}：${t(`order.refund_${one.state}` as Key, { fen: yuan(one.fen) })}`)),
    ),
    h(
      "div",
      { class: "actions" },
      order.cashier_url && h("a", { class: "button quiet wide", href: order.cashier_url }, t("order.pay")),
      (order.state === "failed" || order.state === "expired") && h("a", { class: "button quiet wide", href: to(order.purpose === "repay" ? "pay" : order.purpose, order.loan ?? "") }, t("order.again")),
      order.state === "done" && order.purpose === "settle" && h("a", { class: "button quiet wide", href: to("certificates"), "data-testid": "to-certificates" }, t("service.certificates")),
      order.state === "done" && order.purpose === "prepay" && h("a", { class: "button quiet wide", href: to("loan", order.loan ?? "") }, t("loan.plan")),
      h("a", { class: "button wide", href: "#/", "data-testid": "order-home" }, t("app.home")),
    ),
  ];
}
