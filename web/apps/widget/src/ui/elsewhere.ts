import type { Chat, ChatState, ElsewhereWay } from "@tandem/sdk";
import type { Key, Translate } from "../i18n/index.ts";
import { fill, h, setText } from "./dom.ts";

export interface ElsewhereView {
  el: HTMLElement;
  update: (state: ChatState) => void;
  /** Read anew: a window may have closed since. */
  open: () => void;
}

export interface ElsewhereOptions {
  chat: Chat;
  t: () => Translate;
  /** Shows the code of a way. */
  code: (way: ElsewhereWay, from: HTMLElement) => void;
  /** The question came into the thread. */
  asked: () => void;
}

const NAMED = ["sms", "email", "wechat"];

/** Every channel in which the conversation can go on, and why it cannot in some. */
export function elsewhereView({ chat, t, code, asked }: ElsewhereOptions): ElsewhereView {
  const title = h("h2", { class: "form-title" });
  const intro = h("p", { class: "form-intro", role: "status" });
  const list = h("ul", { class: "ways", "data-testid": "ways" });
  const el = h("section", { class: "view offline", "data-testid": "elsewhere-page" }, title, intro, list);
  let ways: ElsewhereWay[] | null = null;
  let failed = false;
  let drawn = "";

  const load = async (): Promise<void> => {
    failed = false;
    try {
      ways = await chat.requests.ways();
    } catch {
      failed = true;
    }
    update(chat.state);
  };
  const ask = async (way: ElsewhereWay): Promise<void> => {
    if (await chat.requests.askElsewhere(way)) asked();
    else void load();
  };
  const row = (way: ElsewhereWay, say: Translate, busy: boolean): HTMLElement => {
    const name = NAMED.includes(way.channel) ? say(`channel.${way.channel}` as Key) : way.name;
    const hint = way.reason ? say(REASONS.includes(way.reason) ? `elsewhere.${way.reason}` as Key : "error.no_elsewhere") : way.address;
    const label = say(way.how === "code" ? "elsewhere.code" : "elsewhere.take");
    const button = h("button", { type: "button", class: "button small", "data-testid": "way-take", "aria-label": `${label} ${name}` }, label);
    button.disabled = way.reason !== null || busy;
    button.addEventListener("click", () => (way.how === "code" ? code(way, button) : void ask(way)));
    return h("li", { class: "card consent", "data-testid": "way", "data-channel": way.channel, "data-reason": way.reason ?? "" }, h("div", { class: "consent-head" }, h("strong", {}, name), way.how === "unknown" ? "" : button), h("span", { class: "consent-state" }, hint));
  };

  const update = (state: ChatState): void => {
    const say = t();
    setText(title, say("menu.elsewhere"));
    setText(intro, say(failed ? "net.load_failed" : ways?.length === 0 ? "error.no_elsewhere" : "elsewhere.intro"));
    const signature = JSON.stringify([state.locale, ways, state.busy.elsewhere]);
    if (!ways || signature === drawn) return;
    drawn = signature;
    fill(list, ...ways.map((way) => row(way, say, !!state.busy.elsewhere)));
  };
  return { el, update, open: () => void load() };
}

const REASONS = ["open_there", "window_closed", "no_phone", "no_email"];
