import { fill, h, icon, show, type IconName } from "./dom.ts";

export interface MenuItem {
  id: string;
  icon: IconName;
  text: string;
  act: () => void;
}

export interface Menu {
  el: HTMLElement;
  toggle: () => void;
  close: (giveFocusBack?: boolean) => void;
  readonly isOpen: boolean;
}

/** A pop-up menu for one button: arrow keys, Escape, closes on a tap elsewhere. */
export function menu(button: HTMLButtonElement, items: () => MenuItem[], side: "up" | "down"): Menu {
  const el = h("div", { class: `menu menu-${side}`, role: "menu", hidden: true });
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  let open = false;

  const set = (next: boolean): void => {
    open = next;
    show(el, open);
    button.setAttribute("aria-expanded", String(open));
    const root = el.getRootNode();
    if (open) root.addEventListener("pointerdown", outside, true);
    else root.removeEventListener("pointerdown", outside, true);
  };
  const outside = (event: Event): void => {
    const target = event.composedPath()[0] as Node;
    if (!el.contains(target) && !button.contains(target)) set(false);
  };
  const close = (giveFocusBack = false): void => {
    if (!open) return;
    set(false);
    if (giveFocusBack) button.focus();
  };
  const choose = (item: MenuItem) => (): void => {
    close(true);
    item.act();
  };
  el.addEventListener("keydown", (event) => {
    const all = Array.from(el.querySelectorAll<HTMLElement>("[role=menuitem]"));
    const at = all.indexOf((el.getRootNode() as ShadowRoot).activeElement as HTMLElement);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Escape" || event.key === "Tab") close(true);
    else if (step) all[(at + step + all.length) % all.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const toggle = (): void => {
    if (open) return close();
    fill(el, ...items().map((i) => h("button", { type: "button", role: "menuitem", class: "menu-item", "data-testid": `menu-${i.id}`, onclick: choose(i) }, icon(i.icon, 18), h("span", {}, i.text))));
    set(true);
    (el.firstElementChild as HTMLElement | null)?.focus();
  };
  button.addEventListener("click", toggle);
  return {
    el,
    toggle,
    close,
    get isOpen() {
      return open;
    },
  };
}
