import type { App } from "../app.ts";
import { to } from "../router.ts";
import type { Order } from "../types.ts";

/** Places an order and leaves for its cashier page; the same click id is the same order. */
export async function toCashier(app: App, body: { client_id: string; purpose: "repay" | "settle" | "prepay"; fen: number; loan?: string; principal_fen?: number }): Promise<void> {
  const order = await app.post<Order>("/orders", body);
  if (order.cashier_url && /^(\/|https?:)/.test(order.cashier_url)) location.assign(order.cashier_url);
  else app.go(to("order", order.id));
}
