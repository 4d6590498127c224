import { controllerOf, type Chat, type ChatState } from "@tandem/sdk";
import type { Translate } from "../i18n/index.ts";
import { fill, h, icon, iconButton, setAttr, setText, show } from "./dom.ts";
import { menu, type Menu, type MenuItem } from "./menu.ts";

export interface HeaderOptions {
  chat: Chat;
  t: () => Translate;
  actions: () => MenuItem[];
  back: () => void;
  handoff: () => void;
  /** Missing on the full page, which has nowhere to close to. */
  close: (() => void) | null;
}

export interface Header {
  el: HTMLElement;
  menu: Menu;
  update: (state: ChatState, view: string) => void;
}

export function header({ chat, t, actions, back, handoff, close }: HeaderOptions): Header {
  const backButton = iconButton("back", { "data-testid": "back", onclick: back }, 22);
  const logo = h("div", { class: "logo", "aria-hidden": "true" });
  const title = h("h1", { class: "title", "data-testid": "title" });
  const dot = h("i", { class: "dot" });
  const status = h("span", {});
  const person = h("button", { type: "button", class: "pill", "data-testid": "handoff", onclick: handoff }, icon("headset", 16), h("span"));
  const more = iconButton("more", { class: "more", "data-testid": "more" }, 22);
  const popup = menu(more, actions, "down");
  const closeButton = close && iconButton("down", { "data-testid": "close", onclick: close }, 22);
  const el = h("div", { class: "header" }, backButton, logo, h("div", { class: "header-text" }, title, h("div", { class: "status", "data-testid": "status" }, dot, status)), person, more, closeButton, popup.el);
  let drawnLogo = "-";

  const update = (state: ChatState, view: string): void => {
    const say = t();
    const controller = controllerOf(state);
    setText(title, state.config?.brand.title || state.config?.name || say("title.default"));
    setText(status, statusText(state, say));
    setAttr(dot, "class", `dot ${controller === "agent" ? "dot-agent" : controller === "queue" ? "dot-queue" : state.config?.open === false ? "dot-away" : ""}`);
    setText(person.lastElementChild!, say("header.handoff"));
    setAttr(person, "aria-label", say("menu.handoff"));
    setAttr(person, "title", say("menu.handoff"));
    // Once a person is here or on the way the button has done its work; the banner takes over.
    show(person, state.phase === "ready" && controller === "bot" && view !== "offline" && view !== "prechat");
    person.disabled = !!state.busy.handoff;
    show(backButton, view !== "home" && view !== "prechat");
    show(logo, view === "home" || controller !== "agent");
    for (const [button, key] of [[backButton, "header.back"], [more, "header.more"], [closeButton, "header.minimise"]] as const) {
      if (!button) continue;
      setAttr(button, "aria-label", say(key));
      setAttr(button, "title", say(key));
    }
    const url = state.config?.brand.logo_url ?? "";
    if (url !== drawnLogo) {
      const src = url && chat.api.absolute(url);
      fill(logo, src ? h("img", { src, alt: "", onerror: () => fill(logo, icon("chat", 20)) }) : icon("chat", 20));
    }
    drawnLogo = url;
  };
  return { el, menu: popup, update };
}

function statusText({ conversation, config }: ChatState, say: Translate): string {
  if (conversation?.controller === "agent" && conversation.status !== "resolved") return say("status.agent", { name: conversation.agent?.name ?? "" }).trim();
  if (conversation?.controller === "queue" && config?.open !== false) return say("status.queue");
  return config?.open === false ? say("status.closed") : say("status.bot");
}
