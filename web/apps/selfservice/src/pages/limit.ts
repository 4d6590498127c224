import { clickId } from "../api.ts";
import type { App } from "../app.ts";
import { readYuan, yuan } from "../format.ts";
import type { Key } from "../i18n/index.ts";
import type { Limit } from "../types.ts";
import { h } from "../ui/dom.ts";
import { card, doing, facts, field, sure } from "../ui/parts.ts";
import { act } from "./acting.ts";

const REASONS = ["opened", "raised", "lowered"];

/** The limit, how it came about, how to raise it. */
export function limitPage(app: App): void {
  const { t } = app;
  app.show(t("limit.title"), async () => {
    const { limit } = await app.get<{ limit: Limit | null }>("/limit");
    if (!limit) return [h("p", { class: "empty" }, t("limit.none"))];
    const share = limit.fen > 0 ? Math.round((limit.available_fen / limit.fen) * 100) : 0;
    const reason = (name: string): Key => (REASONS.indexOf(name) >= 0 ? (`limit.reason.${name}` as Key) : "limit.reason.other");
    return [
      card(h("div", { class: "total" }, h("span", { class: "muted" }, t("limit.available")), h("span", { class: "fen", "data-testid": "available" }, yuan(limit.available_fen)), h("span", { class: "muted" }, t("limit.total", { fen: yuan(limit.fen) }))), h("span", { class: "meter thick" }, h("i", { style: `width:${share}%` }))),
      h("h2", {}, t("limit.history")),
      card(facts(limit.changes.slice().reverse().map((one) => [`${app.day(one.on)} ${t(reason(one.reason))}`, yuan(one.fen)] as const))),
      h("h2", {}, t("limit.raise")),
      raise(app, limit),
      h("p", { class: "muted" }, h("a", { href: "#/review", "data-testid": "limit-review" }, t("limit.review"))),
    ];
  });
}

function raise(app: App, limit: Limit): HTMLElement {
  const { t } = app;
  const want = field(t("limit.want"), { type: "text", inputmode: "decimal", maxlength: 14, "data-testid": "want" });
  let click = clickId();
  want.input.addEventListener("input", () => {
    click = clickId();
  });
  const go = doing(t, t("limit.ask"), "limit-go", (error) => (error instanceof RangeError ? error.message : app.words(error)), async () => {
    const fen = readYuan(want.input.value);
    if (fen === null || fen <= limit.fen) {
      want.input.focus();
      throw new RangeError(t("limit.bad", { fen: yuan(limit.fen) }));
    }
    if (await sure(t, t("limit.sure", { fen: yuan(fen) }))) await act(app, { client_id: click, deed: "request_limit", fen }, h("p", { class: "muted" }, t("limit.asked")));
  });
  return card(h("ul", { class: "dots" }, ...(["limit.how_1", "limit.how_2", "limit.how_3"] as const).map((key) => h("li", {}, t(key)))), want.el, go.el);
}
