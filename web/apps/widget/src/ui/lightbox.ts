import type { Translate } from "../i18n/index.ts";
import { fill, h, iconButton, show } from "./dom.ts";

export interface Lightbox {
  el: HTMLElement;
  open: (url: string, name: string, from: HTMLElement) => void;
  close: () => boolean;
}

export function lightbox(t: () => Translate): Lightbox {
  const el = h("div", { class: "lightbox", role: "dialog", "aria-modal": "true", hidden: true, "data-testid": "lightbox" });
  let from: HTMLElement | null = null;

  const close = (): boolean => {
    if (el.hidden) return false;
    show(el, false);
    fill(el);
    from?.focus();
    return true;
  };
  el.addEventListener("click", (event) => {
    if (event.target === el) close();
  });
  // The close button is the only stop: Tab stays on it.
  el.addEventListener("keydown", (event) => event.key === "Tab" && event.preventDefault());

  const open = (url: string, name: string, opener: HTMLElement): void => {
    from = opener;
    const button = iconButton("close", { class: "lightbox-close", "aria-label": t()("lightbox.close"), "data-testid": "lightbox-close", onclick: close }, 24);
    el.setAttribute("aria-label", t()("lightbox.label"));
    fill(el, h("img", { src: url, alt: name }), button);
    show(el, true);
    button.focus();
  };
  return { el, open, close };
}
