import { ApiError, clickId } from "../api.ts";
import type { App } from "../app.ts";
import { h } from "../ui/dom.ts";
import { card, doing, field, sure } from "../ui/parts.ts";
import { hold } from "../verify.ts";
import { act } from "./acting.ts";

/** Another registered number, after a code to the present one and a code to the new one. */
export function phonePage(app: App): void {
  const { t } = app;
  app.show(t("phone.title"), async () => {
    await app.overview();
    const phone = field(t("phone.new"), { type: "tel", inputmode: "numeric", maxlength: 20, autocomplete: "off", "data-testid": "new-phone" });
    let click = clickId();
    phone.input.addEventListener("input", () => {
      click = clickId();
    });
    const go = doing(t, t("phone.check"), "phone-go", (error) => (error instanceof RangeError ? error.message : app.words(error)), async () => {
      const typed = phone.input.value.replace(/[\s-]/g, "");
      if (!/^1\d{10}$/.test(typed)) {
        phone.input.focus();
        throw new RangeError(t("phone.bad"));
      }
      if (!(await sure(t, t("phone.sure", { phone: typed })))) return;
      const body = { client_id: click, deed: "change_phone", phone: typed };
      try {
        await act(app, body);
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "number_not_held") throw error;
        await hold(app, typed);
        await act(app, body);
      }
    });
    return [card(phone.el, h("p", { class: "note" }, t("phone.rule"))), go.el];
  });
}
