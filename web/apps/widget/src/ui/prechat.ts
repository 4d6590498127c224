import type { Chat, ChatState, ConsentLine, Locale, PreChat, PreChatAnswers, PreChatKey } from "@tandem/sdk";
import type { Key, Translate } from "../i18n/index.ts";
import { fill, h, setText, show } from "./dom.ts";
import { complain, field, type Input } from "./field.ts";

export interface PreChatForm {
  el: HTMLElement;
  update: (state: ChatState) => void;
  focus: () => void;
}

interface Asked {
  key: PreChatKey;
  required: boolean;
  box: HTMLElement;
  input: Input;
}

const KINDS: Record<Exclude<PreChatKey, "topic">, Record<string, string>> = {
  name: { type: "text", maxlength: "60", autocomplete: "name" },
  phone: { type: "tel", maxlength: "20", autocomplete: "tel", inputmode: "tel" },
  email: { type: "email", maxlength: "120", autocomplete: "email", inputmode: "email" },
};

/** What the site asks before the first message. Drawn once for each form and language: what was typed stays. */
export function preChatForm(chat: Chat, t: () => Translate, skip: () => void): PreChatForm {
  const title = h("h2", { class: "form-title" });
  const intro = h("p", { class: "form-intro" });
  const fields = h("div");
  const lines = h("div", { class: "consent-lines" });
  const submit = h("button", { type: "submit", class: "button", "data-testid": "prechat-submit" });
  const later = h("button", { type: "button", class: "button quiet", "data-testid": "prechat-skip", onclick: skip });
  const form = h("form", { novalidate: true }, fields, lines, submit, later);
  const el = h("section", { class: "view offline", "data-testid": "prechat-form" }, title, intro, form);
  let asked: Asked[] = [];
  let ticks: { line: ConsentLine; box: HTMLInputElement }[] = [];
  let drawn = "";

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = asked.map((one) => ({ one, words: fault(one, t()) }));
    for (const { one, words } of wrong) complain(one.box, one.input, words);
    const first = wrong.find(({ words }) => words);
    if (first) return first.one.input.focus();
    chat.answer(answersOf(asked, ticks));
  });

  const draw = (config: PreChat, say: Translate): void => {
    asked = config.fields.map(({ key, required }) => {
      const [box, input] = field(`prechat-${key}`, key === "topic" ? choices(config.topics, say) : h("input", { class: "field", ...KINDS[key] }));
      setText(box.firstElementChild!, say(`prechat.${key}` as Key) + (required ? "" : say("prechat.optional")));
      if (required) input.setAttribute("aria-required", "true");
      return { key, required, box, input };
    });
    fill(fields, ...asked.map(({ box }) => box));
    ticks = config.consents.map((line) => ({ line, box: h("input", { type: "checkbox", "data-testid": `prechat-consent-${line.purpose}` }) }));
    fill(lines, ...ticks.map(({ line, box }) => consentLine(line, box, say)));
  };

  const update = (state: ChatState): void => {
    const say = t();
    const config = state.config?.pre_chat;
    setText(title, say("prechat.title"));
    setText(intro, say("prechat.intro"));
    setText(submit, say("prechat.submit"));
    setText(later, say("prechat.skip"));
    show(later, config?.skippable === true);
    const signature = JSON.stringify([state.locale, config]);
    if (config && signature !== drawn) {
      draw(config, say);
      drawn = signature;
    }
  };
  return { el, update, focus: () => (asked[0]?.input ?? submit).focus() };
}

function choices(topics: readonly string[], say: Translate): HTMLSelectElement {
  const option = (value: string, text: string) => h("option", { value }, text);
  return h("select", { class: "field" }, option("", say("prechat.choose")), ...topics.map((topic) => option(topic, topic)));
}

/** Ticked by nobody but the customer; the words are there to be read before. */
function consentLine(line: ConsentLine, box: HTMLInputElement, say: Translate): HTMLElement {
  return h("div", { class: "consent-line" }, h("label", {}, box, h("span", {}, say("prechat.agree", { title: line.title }))), h("details", {}, h("summary", {}, say("privacy.read")), h("p", {}, line.body)));
}

function fault({ key, required, input }: Asked, say: Translate): string {
  const value = input.value.trim();
  if (!value) return required ? say("prechat.missing") : "";
  if (key === "phone" && !/^\+?\d{6,15}$/.test(value.replace(/[\s()-]/g, ""))) return say("prechat.phone_bad");
  if (key === "email" && !/^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/.test(value)) return say("prechat.email_bad");
  return "";
}

function answersOf(asked: readonly Asked[], ticks: readonly { line: ConsentLine; box: HTMLInputElement }[]): PreChatAnswers {
  const answers: PreChatAnswers = { consents: [] };
  for (const { key, input } of asked) if (input.value.trim()) answers[key] = input.value.trim();
  for (const { line, box } of ticks) if (box.checked) answers.consents.push({ purpose: line.purpose, version: line.version, locale: line.locale as Locale });
  return answers;
}
