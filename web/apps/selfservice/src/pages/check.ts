import { ApiError } from "../api.ts";
import type { App } from "../app.ts";
import { yuan } from "../format.ts";
import type { Checked } from "../types.ts";
import { fill, h, icon } from "../ui/dom.ts";
import { card, facts, field } from "../ui/parts.ts";

/** For anybody who has a certificate in hand: what is true of its code. */
export function checkPage(app: App, code: string): void {
  const { t } = app;
  app.show(
    t("check.title"),
    async () => {
      const box = h("div", { "aria-live": "polite" });
      const ask = async (typed: string): Promise<void> => {
        try {
          const found = await app.api.request<Checked>("GET", `/certificates/${encodeURIComponent(typed.trim())}`);
          fill(box, ...shown(app, found));
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 404) throw error;
          fill(box, h("div", { class: "outcome refused", role: "alert", "data-testid": "unknown" }, icon("alert", 44), h("h2", {}, t("check.unknown")), h("p", { class: "muted" }, t("check.unknown_hint"))), form(app, typed, ask));
        }
      };
      if (code) await ask(code);
      else fill(box, form(app, "", ask));
      return [box];
    },
    { back: false },
  );
}

function form(app: App, typed: string, ask: (typed: string) => Promise<void>): HTMLElement {
  const { t } = app;
  const code = field(t("check.code"), { type: "text", value: typed, maxlength: 40, autocapitalize: "characters", autocomplete: "off", spellcheck: "false", class: "code", "data-testid": "typed" });
  const wrong = h("p", { class: "bad", role: "alert" });
  const go = h("button", { type: "submit", class: "button wide", "data-testid": "check-go" }, t("check.go"));
  const el = h("form", { novalidate: true }, card(code.el, wrong, go));
  el.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!code.input.value.trim()) return code.input.focus();
    ask(code.input.value).catch((error: unknown) => {
      wrong.textContent = app.words(error);
    });
  });
  return el;
}

function shown(app: App, found: Checked): HTMLElement[] {
  const { t } = app;
  return [
    h("div", { class: "outcome done", "data-testid": "true" }, icon("check", 44), h("h2", {}, t("check.true")), h("p", { class: "muted" }, t("check.true_hint"))),
    card(
      facts([
        [t("certificates.number"), found.number],
        [t("check.lender"), found.lender],
        found.holder ? [t("check.holder"), found.holder] : null,
        [t("check.product"), found.product],
        [t("check.amount"), `${yuan(found.amount_fen)} ${t("app.yuan")}`],
        [t("check.settled"), app.day(found.settled_on)],
        [t("check.issued"), app.day(found.issued_on)],
      ]),
    ),
    h("p", { class: "help" }, h("a", { href: "/verify" }, t("check.again"))),
  ];
}
