import { controllerOf, type Chat, type ChatState, type SiteConfig } from "@tandem/sdk";
import { lengthText } from "../recording.ts";
import type { Translate } from "../i18n/index.ts";
import { richText } from "./bubble.ts";
import { fill, h, icon, setText, show } from "./dom.ts";

export interface HomeOptions {
  chat: Chat;
  t: () => Translate;
  /** A question was chosen. */
  ask: (question: string) => void;
  resume: () => void;
  leaveMessage: () => void;
}

export interface Home {
  el: HTMLElement;
  update: (state: ChatState) => void;
}

/** Greeting, hours, the conversation to go back to, and the questions people ask most. */
export function home({ chat, t, ask, resume, leaveMessage }: HomeOptions): Home {
  const hello = h("h2", { class: "hello" });
  const greeting = h("p", { class: "greeting", "data-testid": "greeting" });
  const resumeText = h("span", { class: "resume-title" });
  const resumeHint = h("span", { class: "resume-hint" });
  const resumeBadge = h("span", { class: "badge" });
  const resumeCard = h("button", { type: "button", class: "card resume", "data-testid": "resume", onclick: resume }, h("span", { class: "card-icon" }, icon("chat", 20)), h("span", { class: "resume-text" }, resumeText, resumeHint), resumeBadge, icon("right", 18));
  const hours = h("div", { class: "card hours", "data-testid": "hours" });
  const faqTitle = h("h3", { class: "card-title" });
  const chips = h("div", { class: "chips", role: "group" });
  const questions = h("ul", { class: "questions" });
  const faq = h("section", { class: "card faq", "data-testid": "faq" }, faqTitle, chips, questions);
  const state = h("div", { class: "boot", role: "status", "data-testid": "boot" });
  const body = h("div", { class: "home-body" }, resumeCard, hours, faq);
  const el = h("section", { class: "view home", "data-testid": "home" }, h("div", { class: "hero" }, hello, greeting), state, body);
  let category = "";
  let drawnFaq: unknown = null;
  let drawnHours = "";

  const drawFaq = (config: SiteConfig): void => {
    const say = t();
    const grouped = config.faq.some((f) => f.category);
    setText(faqTitle, say("home.faq"));
    const chip = (key: string, title: string): HTMLElement =>
      h("button", { type: "button", class: `chip${grouped && key === category ? " on" : ""}`, "aria-pressed": grouped ? String(key === category) : null, "data-testid": "faq-category", "data-key": key, onclick: () => pick(key, title) }, title);
    const pick = (key: string, title: string): void => {
      // Without grouped questions a category is a question of its own: the bot asks back what is meant.
      if (!grouped) return ask(title);
      category = key;
      drawFaq(config);
      chips.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus();
    };
    fill(chips, grouped ? chip("", say("home.faq_all")) : null, ...config.faq_categories.map((c) => chip(c.key, c.title)));
    show(chips, config.faq_categories.length > 0);
    const shown = config.faq.filter((f) => !grouped || !category || f.category === category);
    const item = (question: string, key: string): HTMLElement =>
      h("li", {}, h("button", { type: "button", class: "question", "data-testid": "faq-item", "data-key": key, onclick: () => ask(question) }, h("span", {}, question), icon("right", 16)));
    fill(questions, ...(shown.length ? shown.map((f) => item(f.question, f.key)) : [h("li", { class: "empty" }, say("home.faq_empty"))]));
  };

  const drawHours = (config: SiteConfig): void => {
    const say = t();
    const leave = config.features.offline ? h("button", { type: "button", class: "button quiet small", "data-testid": "leave-message", onclick: leaveMessage }, say("hours.leave")) : null;
    const text = h("div", { class: "hours-text" }, h("strong", {}, say("hours.closed")), h("span", {}, config.hours_text), h("span", {}, say("hours.hint")), leave);
    fill(hours, h("span", { class: "card-icon" }, icon("clock", 20)), text);
  };

  const update = (s: ChatState): void => {
    const say = t();
    const { config, conversation } = s;
    setText(hello, say("home.ask"));
    const words = config?.greeting ?? "";
    if (greeting.textContent !== words) fill(greeting, ...richText(words));
    drawBoot(state, s, chat, say);
    show(body, config !== null);
    const open = conversation !== null && conversation.status !== "resolved" && s.messages.length > 0;
    show(resumeCard, open);
    setText(resumeText, say("home.resume"));
    setText(resumeHint, controllerOf(s) === "queue" ? say("home.resume_queue") : (lastWords(s, say) ?? ""));
    setText(resumeBadge, s.unread > 0 ? String(Math.min(s.unread, 99)) : "");
    show(resumeBadge, s.unread > 0);
    if (!config) return;
    const signature = `${s.locale}|${config.open}|${config.hours_text}`;
    show(hours, !config.open);
    if (signature !== drawnHours) drawHours(config);
    drawnHours = signature;
    if (config !== drawnFaq) drawFaq(config);
    drawnFaq = config;
    show(faq, config.faq.length + config.faq_categories.length > 0);
  };
  return { el, update };
}

function lastWords({ messages }: ChatState, say: Translate): string | null {
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const { role, text, payload } = messages[i]!;
    const ms = payload.attachment?.duration_ms;
    if (role !== "system" && (text || ms)) return text || say("voice.label", { length: lengthText(ms!) });
  }
  return null;
}

function drawBoot(el: HTMLElement, { phase, failure, config }: ChatState, chat: Chat, say: Translate): void {
  const kind = phase === "failed" ? `failed:${failure}` : config ? "" : "loading";
  show(el, kind !== "");
  const signature = `${kind}:${say("net.retry")}`;
  if (el.getAttribute("data-kind") === signature) return;
  el.setAttribute("data-kind", signature);
  if (kind === "loading") return fill(el, h("div", { class: "skeleton" }), h("div", { class: "skeleton" }), h("div", { class: "skeleton short" }), h("span", { class: "sr" }, say("net.loading")));
  if (kind === "") return fill(el);
  const retry = h("button", { type: "button", class: "button quiet", "data-testid": "boot-retry", onclick: () => chat.retryLink() }, icon("refresh", 16), say("net.retry"));
  fill(el, h("div", { class: "failure" }, h("strong", {}, say(`net.${failure ?? "load_failed"}`)), h("span", {}, say("net.load_failed_hint")), retry));
}
