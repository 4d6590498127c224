import { controllerOf, type Chat, type ChatState } from "@tandem/sdk";
import type { Translate } from "../i18n/index.ts";
import { h, icon, setAttr, setText, show } from "./dom.ts";

export interface Banners {
  el: HTMLElement;
  update: (state: ChatState) => void;
}

/** What is going on right now: the line to the API, the API's patience, the queue. */
export function banners(chat: Chat, t: () => Translate): Banners {
  const netText = h("span", { class: "banner-text" });
  const netButton = h("button", { type: "button", class: "link", "data-testid": "reconnect-now", onclick: () => chat.retryLink() });
  const net = h("div", { class: "banner banner-warn", role: "status", "data-testid": "reconnect-banner" }, icon("alert", 16), netText, netButton);

  const limitText = h("span", { class: "banner-text" });
  const limit = h("div", { class: "banner banner-warn", role: "status", "data-testid": "limit-banner" }, icon("clock", 16), limitText);

  const place = h("strong", { "data-testid": "queue-position" });
  const wait = h("span", { class: "queue-wait", "data-testid": "queue-estimate" });
  const keep = h("p", { class: "queue-keep" });
  const leave = h("button", { type: "button", class: "button quiet small", "data-testid": "queue-cancel", onclick: () => void chat.requests.leaveQueue() });
  const head = h("div", { class: "queue-head", role: "status" }, h("span", { class: "pulse", "aria-hidden": "true" }), h("div", { class: "queue-text" }, place, wait), leave);
  const queue = h("div", { class: "banner-queue", "data-testid": "queue-banner" }, head, keep);

  const el = h("div", { class: "banners" }, net, limit, queue);
  let ticking: ReturnType<typeof setInterval> | undefined;

  const tick = (): void => {
    const left = Math.ceil((chat.state.limitedUntil - Date.now()) / 1000);
    show(limit, left > 0);
    setText(limitText, t()("net.limited", { seconds: Math.max(left, 0) }));
    if (left > 0) ticking ??= setInterval(tick, 500);
    else {
      clearInterval(ticking);
      ticking = undefined;
    }
  };

  const update = (state: ChatState): void => {
    const say = t();
    const broken = state.phase === "ready" && (state.link === "lost" || state.link === "offline");
    show(net, broken);
    setText(netText, say(state.link === "offline" ? "net.offline" : "net.reconnecting"));
    setText(netButton, say("net.retry"));
    setAttr(net, "data-link", state.link);
    tick();
    const waiting = controllerOf(state) === "queue";
    show(queue, waiting);
    if (!waiting) return;
    setText(place, queuePlace(state, say));
    setText(wait, queueEstimate(state, say));
    setText(keep, say("queue.keep"));
    setText(leave, say("menu.bot"));
    setAttr(leave, "title", say("queue.cancel"));
    leave.disabled = !!state.busy.leave;
  };
  return { el, update };
}

export function queuePlace({ conversation, config }: ChatState, say: Translate): string {
  if (config?.open === false) return say("queue.closed");
  const position = conversation?.queue?.position;
  if (position === undefined || position === null || position < 1) return say("queue.waiting");
  return position === 1 ? say("queue.next") : say("queue.position", { count: position - 1 });
}

export function queueEstimate({ conversation, config }: ChatState, say: Translate): string {
  if (config?.open === false) return config.hours_text;
  const seconds = conversation?.queue?.estimate_s;
  if (seconds === undefined || seconds === null) return "";
  return seconds < 60 ? say("queue.estimate_short") : say("queue.estimate", { minutes: Math.ceil(seconds / 60) });
}
