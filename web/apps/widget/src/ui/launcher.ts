import type { Chat, ChatState } from "@tandem/sdk";
import { translator } from "../i18n/index.ts";
import { h, icon, iconButton, setAttr, setText, show } from "./dom.ts";

export interface Launcher {
  el: HTMLElement;
  button: HTMLButtonElement;
  update: (state: ChatState, open: boolean) => void;
}

/** The round button, its unread badge, and the last unread words of a person above it. */
export function launcher(chat: Chat, toggle: () => void, open: () => void): Launcher {
  const badge = h("span", { class: "launcher-badge", "data-testid": "badge", "aria-hidden": "true" });
  const chatIcon = icon("chat", 26);
  const closeIcon = icon("down", 26);
  const button = h("button", { type: "button", class: "launcher", "data-testid": "launcher", "aria-haspopup": "dialog", onclick: toggle }, chatIcon, closeIcon, badge);
  const teaserName = h("strong");
  const teaserText = h("span");
  const teaserOpen = h("button", { type: "button", class: "teaser-open", "data-testid": "teaser", onclick: open }, teaserName, teaserText);
  const teaserClose = iconButton("close", { class: "teaser-close", onclick: () => dismiss() }, 14);
  const teaser = h("div", { class: "teaser", role: "status", hidden: true }, teaserOpen, teaserClose);
  const el = h("div", { class: "launcher-box" }, teaser, button);
  let dismissed = 0;

  const lastOf = ({ messages, conversation }: ChatState) => messages.filter((m) => m.role === "agent" && m.seq > (conversation?.customer_read_seq ?? 0)).pop();
  const dismiss = (): void => {
    dismissed = lastOf(chat.state)?.seq ?? dismissed;
    show(teaser, false);
  };

  const update = (state: ChatState, isOpen: boolean): void => {
    const say = translator(state.locale);
    const count = isOpen ? 0 : state.unread;
    setText(badge, count > 99 ? "99+" : String(count));
    show(badge, count > 0);
    chatIcon.style.display = isOpen ? "none" : "";
    closeIcon.style.display = isOpen ? "" : "none";
    setAttr(button, "aria-expanded", String(isOpen));
    setAttr(button, "aria-label", isOpen ? say("launcher.close") : count ? say("launcher.open_unread", { count }) : say("launcher.open"));
    setAttr(teaserClose, "aria-label", say("header.close"));
    const news = isOpen ? undefined : lastOf(state);
    show(teaser, !!news && news.seq > dismissed);
    if (!news) return;
    setText(teaserName, news.author?.name ?? say("role.agent"));
    setText(teaserText, news.text || say("home.new_messages", { count }));
  };
  return { el, button, update };
}
