import type { App } from "../app.ts";
import type { Certificate, Loan } from "../types.ts";
import { fill, h, icon } from "../ui/dom.ts";
import { doing, facts } from "../ui/parts.ts";

/** Certificates that loans are settled: issue, download, check. */
export function certificatesPage(app: App): void {
  const { t } = app;
  app.show(t("certificates.title"), async () => {
    const settled = (await app.overview()).loans.filter((one) => one.state === "settled");
    const issued = await app.get<Certificate[]>("/certificates");
    if (settled.length === 0) return [h("div", { class: "empty" }, icon("paper", 44), h("p", {}, t("certificates.none")))];
    return [h("p", { class: "muted" }, t("certificates.hint")), ...settled.map((loan) => one(app, loan, issued.filter((paper) => paper.loan === loan.id)[0] ?? null))];
  });
}

function one(app: App, loan: Loan, known: Certificate | null): HTMLElement {
  const { t } = app;
  const box = h("div", { "aria-live": "polite" });
  const draw = (paper: Certificate): void => {
    const check = `/verify/${paper.code.replace(/-/g, "")}?lang=${app.locale}`;
    fill(
      box,
      facts([
        [t("certificates.number"), paper.number],
        [t("certificates.code"), h("span", { class: "code", "data-testid": "code" }, paper.code)],
      ]),
      h("div", { class: "pair" }, h("a", { class: "button quiet", href: check, "data-testid": "check" }, t("certificates.check")), h("a", { class: "button", href: paper.file, "data-testid": "download" }, t("certificates.download"))),
    );
  };
  if (known) draw(known);
  else {
    const go = doing(t, t("certificates.issue"), "issue", (error) => app.words(error), async () => {
      const { certificate } = await app.post<{ certificate: Certificate | null }>("/certificates", { loan: loan.id });
      if (certificate) draw(certificate);
      else fill(box, h("p", { class: "note" }, t("certificates.pending")));
    });
    box.appendChild(go.el);
  }
  return h("section", { class: "card", "data-testid": `settled-${loan.id}` }, h("b", { class: "big" }, loan.product), h("p", { class: "muted" }, loan.id), box);
}
