import type { App } from "../app.ts";
import { h, icon } from "../ui/dom.ts";

/** The session is over; nothing here asks for another before somebody wants one. */
export function endedPage(app: App): void {
  const { t } = app;
  app.show(
    t("end.title"),
    () => [
      h(
        "div",
        { class: "empty", role: "status", "data-testid": "ended" },
        icon("check", 48),
        h("h2", {}, t("end.done")),
        h("p", {}, t("end.done_hint")),
        h("a", { class: "button quiet", href: "#/" }, t("end.again")),
      ),
    ],
    { back: false },
  );
}
