import type { Translate } from "../i18n/index.ts";
import { fill, h, iconButton, show } from "./dom.ts";

export interface Lightbox {
  el: HTMLElement;
  open: (url: string, name: string, from: HTMLElement, foot?: Node) => void;
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
  // The close button is the only stop, but for a link under the picture: Tab stays inside.
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    event.preventDefault();
    const stops = Array.from(el.querySelectorAll<HTMLElement>("a, button"));
    const at = stops.indexOf((el.getRootNode() as ShadowRoot).activeElement as HTMLElement);
    stops[(at + 1) % stops.length]?.focus();
  });

  const open = (url: string, name: string, opener: HTMLElement, foot?: Node): void => {
    from = opener;
    const button = iconButton("close", { class: "lightbox-close", "aria-label": t()("lightbox.close"), "data-testid": "lightbox-close", onclick: close }, 24);
    el.setAttribute("aria-label", t()("lightbox.label"));
    fill(el, h("img", { src: url, alt: name }), foot ?? "", button);
    show(el, true);
    button.focus();
  };
  return { el, open, close };
}
