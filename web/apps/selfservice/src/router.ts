import type { App } from "./app.ts";
import { billPage } from "./pages/bill.ts";
import { certificatesPage } from "./pages/certificates.ts";
import { dueDayPage } from "./pages/dueDay.ts";
import { endedPage } from "./pages/ended.ts";
import { homePage } from "./pages/home.ts";
import { limitPage } from "./pages/limit.ts";
import { loanPage } from "./pages/loan.ts";
import { orderPage } from "./pages/order.ts";
import { ordersPage } from "./pages/orders.ts";
import { payPage } from "./pages/pay.ts";
import { phonePage } from "./pages/phone.ts";
import { prepayListPage, prepayPage } from "./pages/prepay.ts";
import { requestPage } from "./pages/request.ts";
import { settleListPage, settlePage } from "./pages/settle.ts";

const PAGES: Record<string, (app: App, of: string) => void> = {
  "": homePage,
  bill: billPage,
  pay: payPage,
  loan: loanPage,
  settle: (app, of) => (of ? settlePage(app, of) : settleListPage(app)),
  prepay: (app, of) => (of ? prepayPage(app, of) : prepayListPage(app)),
  order: orderPage,
  orders: ordersPage,
  "due-day": dueDayPage,
  limit: limitPage,
  certificates: certificatesPage,
  phone: phonePage,
  dispute: (app) => requestPage(app, "fee_dispute"),
  review: (app) => requestPage(app, "limit_review"),
  ended: endedPage,
  objection: (app) => requestPage(app, "credit_objection"),
};

/** Shows the page of `#/name/of`; unknown names lead home. */
export function route(app: App, hash: string): void {
  const [name = "", ...rest] = hash.replace(/^#\/?/, "").split("/");
  const of = rest.map(decodeURIComponent).join("/");
  (PAGES[name] ?? homePage)(app, of);
}

/** The address of a page. Ids may hold anything. */
export function to(name: string, of = ""): string {
  return `#/${name}${of ? `/${of.split("/").map(encodeURIComponent).join("/")}` : ""}`;
}
