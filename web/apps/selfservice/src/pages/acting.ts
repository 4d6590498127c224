import type { App } from "../app.ts";
import type { Key } from "../i18n/index.ts";
import type { Act } from "../types.ts";
import { fill, h, icon, type Child } from "../ui/dom.ts";
import { card, facts } from "../ui/parts.ts";

const ASK_MS = 4_000;

/** Does something that needs no payment page, and shows what came of it. `done` is said after it is done. */
export async function act(app: App, body: Record<string, unknown>, done: Child = null): Promise<void> {
  const first = await app.post<Act>("/acts", body);
  outcome(app, first, body, done);
}

function outcome(app: App, first: Act, body: Record<string, unknown>, done: Child): void {
  const { t } = app;
  const box = h("div", { "aria-live": "polite" });
  let timer = 0;
  let left = false;
  const draw = (told: Act): void => {
    clearTimeout(timer);
    if (left) return;
    const open = told.state === "requested" || told.state === "pending";
    const name = told.state === "done" ? "done" : open ? "pending" : "refused";
    fill(
      box,
      h(
        "div",
        { class: `outcome ${name}`, "data-testid": `act-${name}` },
        icon(name === "done" ? "check" : open ? "clock" : "alert", 44),
        h("h2", {}, t(`act.${name}` as Key)),
        h("p", { class: "muted" }, open ? t("act.pending_hint") : told.reason),
        name === "done" && done,
      ),
      told.number && card(facts([[t("act.number"), told.number]])),
      h("div", { class: "actions" }, open && h("button", { type: "button", class: "button quiet wide", onclick: () => void ask() }, t("act.ask")), h("a", { class: "button wide", href: "#/", "data-testid": "act-home" }, t("app.home"))),
    );
    if (open) timer = window.setTimeout(() => void ask(), ASK_MS);
  };
  // The same click id: nothing is done twice, the journal is asked.
  const ask = (): Promise<void> => app.post<Act>("/acts", body).then(draw, () => draw(first));
  app.show(t("app.title"), () => [box]);
  app.untilLeft(() => {
    left = true;
    clearTimeout(timer);
  });
  draw(first);
}
