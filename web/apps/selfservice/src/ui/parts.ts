import type { Translate } from "../i18n/index.ts";
import { fill, h, icon, type Child, type IconName } from "./dom.ts";

let ids = 0;

/** A labelled input. */
export function field(label: string, props: Record<string, unknown>): { el: HTMLElement; input: HTMLInputElement } {
  const id = `f${(ids += 1)}`;
  const input = h("input", { id, ...props });
  return { el: h("div", { class: "field" }, h("label", { for: id }, label), input), input };
}

export function select(label: string, options: readonly (readonly [string, string])[], props: Record<string, unknown> = {}): { el: HTMLElement; input: HTMLSelectElement } {
  const id = `f${(ids += 1)}`;
  const input = h("select", { id, ...props }, ...options.map(([value, text]) => h("option", { value }, text)));
  return { el: h("div", { class: "field" }, h("label", { for: id }, label), input), input };
}

export function area(label: string, props: Record<string, unknown>): { el: HTMLElement; input: HTMLTextAreaElement } {
  const id = `f${(ids += 1)}`;
  const input = h("textarea", { id, rows: 5, ...props });
  return { el: h("div", { class: "field" }, h("label", { for: id }, label), input), input };
}

/** Several choices of which one counts. */
export function choices(legend: string, options: readonly { value: string; title: string; hint: string; icon: IconName }[], onChange: (value: string) => void): HTMLElement {
  const name = `c${(ids += 1)}`;
  const rows = options.map((one, n) =>
    h(
      "label",
      { class: "choice", "data-testid": `choice-${one.value}` },
      h("input", { type: "radio", name, value: one.value, checked: n === 0, onchange: () => onChange(one.value) }),
      icon(one.icon),
      h("span", { class: "grow" }, h("b", {}, one.title), h("small", {}, one.hint)),
    ),
  );
  return h("fieldset", {}, h("legend", {}, legend), ...rows);
}

/** Names and values, one a line. */
export function facts(rows: readonly (readonly [string, Child] | null)[]): HTMLElement {
  const list = h("dl", { class: "facts" });
  for (const row of rows) if (row) list.appendChild(h("div", {}, h("dt", {}, row[0]), h("dd", {}, row[1])));
  return list;
}

export function card(...children: Child[]): HTMLElement {
  return h("section", { class: "card" }, ...children);
}

export interface Sheet {
  body: HTMLElement;
  close(): void;
}

/** A sheet from below that has the keyboard until it is closed; Escape and a tap beside it withdraw. */
export function sheet(t: Translate, title: string, onWithdraw: () => void): Sheet {
  const before = document.activeElement as HTMLElement | null;
  const body = h("div", {});
  const id = `s${(ids += 1)}`;
  const leave = (): void => {
    close();
    onWithdraw();
  };
  const panel = h(
    "div",
    { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": id, tabindex: -1, "data-testid": "sheet" },
    h("div", { class: "sheet-head" }, h("h2", { id }, title), h("button", { type: "button", class: "icon-button", "aria-label": t("app.cancel"), "data-testid": "sheet-close", onclick: leave }, icon("close"))),
    body,
  );
  const veil = h("div", { class: "veil" }, panel);
  veil.addEventListener("mousedown", (event) => event.target === veil && leave());
  veil.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Tab") trap(panel, event);
  });
  window.addEventListener("hashchange", leave);
  const app = document.getElementById("app");
  app?.setAttribute("aria-hidden", "true");
  document.body.appendChild(veil);
  panel.focus();

  function close(): void {
    window.removeEventListener("hashchange", leave);
    if (veil.parentNode) veil.parentNode.removeChild(veil);
    app?.removeAttribute("aria-hidden");
    before?.focus();
  }
  return { body, close };
}

function trap(panel: HTMLElement, event: KeyboardEvent): void {
  const all = Array.from(panel.querySelectorAll<HTMLElement>("button:not([disabled]),input,select,textarea,a[href]")).filter((el) => el.offsetParent !== null);
  const [first, last] = [all[0], all[all.length - 1]];
  if (!first || !last) return;
  const at = document.activeElement;
  if (event.shiftKey && (at === first || at === panel)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && at === last) {
    event.preventDefault();
    first.focus();
  }
}

/** Asks once more; true when the customer says yes. */
export function sure(t: Translate, question: string, lines: readonly Child[] = []): Promise<boolean> {
  return new Promise((resolve) => {
    const box = sheet(t, question, () => resolve(false));
    const yes = h("button", { type: "button", class: "button wide", "data-testid": "sure", onclick: () => (box.close(), resolve(true)) }, t("app.confirm"));
    fill(box.body, ...lines, yes);
    yes.focus();
  });
}

/** A button that is busy while it works, and cannot be pressed twice. What goes wrong is said below it. */
export function doing(t: Translate, text: string, testid: string, words: (error: unknown) => string, work: () => Promise<void>): { el: HTMLElement; button: HTMLButtonElement } {
  const wrong = h("p", { class: "bad", role: "alert", "data-testid": "wrong" });
  const button = h("button", { type: "button", class: "button wide", "data-testid": testid }, text);
  let busy = false;
  button.addEventListener("click", () => {
    if (busy) return;
    busy = true;
    wrong.textContent = "";
    const before = button.textContent;
    button.textContent = t("app.sending");
    button.setAttribute("aria-disabled", "true");
    work()
      .catch((error: unknown) => {
        wrong.textContent = words(error);
      })
      .then(() => {
        busy = false;
        if (button.textContent === t("app.sending")) button.textContent = before;
        button.removeAttribute("aria-disabled");
      });
  });
  return { el: h("div", { class: "actions" }, wrong, button), button };
}
