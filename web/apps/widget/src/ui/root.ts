import { paletteOf } from "../view/palette.ts";
import css from "../styles/widget.css?inline";
import { h, setAttr } from "./dom.ts";

export type Theme = "light" | "dark" | "auto";

export interface Root {
  host: HTMLElement;
  /** Everything of ours lives in here. */
  inner: HTMLElement;
  setAccent: (accent: string) => void;
}

/** A shadow root with our styles and the theme's colours. The host page's CSS stays outside, ours inside. */
export function mountRoot(parent: HTMLElement, mode: "embed" | "page", theme: Theme): Root {
  const host = h("div", { id: mode === "embed" ? "tandem-widget" : null, class: "tandem-host" });
  const shadow = host.attachShadow({ mode: "open" });
  const inner = h("div", { class: `root ${mode}` });
  style(shadow);
  shadow.appendChild(inner);
  parent.appendChild(host);

  const darkMedia = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;
  let accent = "";
  const paint = (): void => {
    const dark = theme === "dark" || (theme === "auto" && !!darkMedia?.matches);
    setAttr(inner, "data-theme", dark ? "dark" : "light");
    const palette = paletteOf(accent, dark);
    inner.style.setProperty("--accent", palette.accent);
    inner.style.setProperty("--on-accent", palette.onAccent);
    inner.style.setProperty("--accent-text", palette.accentText);
    inner.style.setProperty("--tint", palette.tint);
    inner.style.setProperty("--tint-strong", palette.tintStrong);
  };
  // Safari 13 has only addListener.
  if (darkMedia?.addEventListener) darkMedia.addEventListener("change", paint);
  else darkMedia?.addListener(paint);
  paint();
  return {
    host,
    inner,
    setAccent: (next) => {
      if (next === accent) return;
      accent = next;
      paint();
    },
  };
}

// A constructed sheet passes a host page's Content-Security-Policy; a <style> may not.
function style(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    shadow.appendChild(h("style", {}, css));
  }
}

/** Keeps a full-screen panel above the on-screen keyboard, which only visualViewport knows of. */
export function followKeyboard(el: HTMLElement, active: () => boolean): () => void {
  const vv = window.visualViewport;
  const place = (): void => {
    const on = active() && !!vv && vv.scale <= 1.01;
    el.style.setProperty("--vh", on ? `${Math.round(vv.height)}px` : "");
    el.style.setProperty("--vtop", on ? `${Math.round(vv.offsetTop)}px` : "");
  };
  vv?.addEventListener("resize", place);
  vv?.addEventListener("scroll", place);
  place();
  return place;
}
