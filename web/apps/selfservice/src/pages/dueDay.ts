import { clickId } from "../api.ts";
import type { App } from "../app.ts";
import type { LoanDetail } from "../types.ts";
import { h } from "../ui/dom.ts";
import { card, doing, facts, select, sure } from "../ui/parts.ts";
import { act } from "./acting.ts";

const LAST = 28;

/** Another day of the month to repay on. */
export function dueDayPage(app: App): void {
  const { t } = app;
  app.show(t("due_day.title"), async () => {
    const running = (await app.overview()).loans.filter((one) => one.state !== "settled")[0];
    if (!running) return [h("p", { class: "empty" }, t("due_day.none"))];
    const now = (await app.get<LoanDetail>("/loan", { loan: running.id })).contract.due_day;
    const days = Array.from({ length: LAST }, (_, n) => n + 1).filter((one) => one !== now);
    const pick = select(t("due_day.pick"), days.map((one) => [String(one), t("loan.due_day_value", { day: one })] as const), { "data-testid": "day" });
    let click = clickId();
    const go = doing(t, "", "due-day-go", (error) => app.words(error), async () => {
      const day = Number(pick.input.value);
      if (await sure(t, t("due_day.sure", { day }))) await act(app, { client_id: click, deed: "change_due_day", day });
    });
    const change = (): void => {
      click = clickId();
      go.button.textContent = t("due_day.check", { day: pick.input.value });
    };
    pick.input.addEventListener("change", change);
    change();
    return [card(facts([[t("due_day.now"), t("loan.due_day_value", { day: now })]]), pick.el, h("p", { class: "note" }, t("due_day.rule"))), go.el];
  });
}
