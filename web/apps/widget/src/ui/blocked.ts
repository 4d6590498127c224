import { blockOf, type Chat, type ChatState } from "@tandem/sdk";
import { formatTime, type Translate } from "../i18n/index.ts";
import { fill, h, setText, show } from "./dom.ts";
import { richText } from "./bubble.ts";

export interface BlockedNotice {
  el: HTMLElement;
  update: (state: ChatState) => void;
}

// A longer timer would fire at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Why nothing can be written, until when, and where complaints go all the same. */
export function blockedNotice(chat: Chat, t: () => Translate, complain: () => void): BlockedNotice {
  const text = h("p", { class: "blocked-text" });
  const where = h("p", { class: "blocked-where" });
  const button = h("button", { type: "button", class: "button quiet small", "data-testid": "complain", onclick: complain });
  const el = h("div", { class: "blocked", role: "status", hidden: true, "data-testid": "blocked" }, text, where, button);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const update = (state: ChatState): void => {
    const block = blockOf(state);
    show(el, block !== null);
    clearTimeout(timer);
    if (!block) return;
    const say = t();
    const words = block.until ? say("blocked.until", { time: formatTime(block.until, state.locale, new Date()) }) : say("blocked.for_good");
    setText(text, `${words}${say("blocked.keep")}`);
    fill(where, ...richText(state.config?.complaint_text || say("blocked.where")));
    setText(button, say("blocked.complain"));
    // Over by itself: the field opens without anybody having to tell.
    if (block.until) timer = setTimeout(() => chat.store.set({}), Math.min(Math.max(0, Date.parse(block.until) - Date.now()) + 500, LONGEST_TIMER_MS));
  };
  return { el, update };
}
