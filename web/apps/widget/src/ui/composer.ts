import { blockOf, controllerOf, type Chat, type ChatState } from "@tandem/sdk";
import { canRecord } from "../recording.ts";
import type { Translate } from "../i18n/index.ts";
import { blockedNotice } from "./blocked.ts";
import { h, iconButton, setAttr, setText, show } from "./dom.ts";
import { menu, type Menu, type MenuItem } from "./menu.ts";
import { recorderBar } from "./recorder.ts";

const DEFAULT_LIMIT = 10_000;
// The counter appears when this few characters are left.
const COUNTER_FROM = 200;

export interface Composer {
  el: HTMLElement;
  menu: Menu;
  update: (state: ChatState, home: boolean) => void;
  focus: () => void;
  pickFile: () => void;
  /** The panel goes out of sight. */
  hold: () => void;
}

/** The API counts characters, not UTF-16 units: an emoji is one. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

export function composer(chat: Chat, t: () => Translate, actions: () => MenuItem[], onSent: () => void, complain: () => void): Composer {
  const input = h("textarea", { class: "input", rows: "1", enterkeyhint: "send", autocomplete: "off", "data-testid": "composer" });
  const file = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true", "data-testid": "file-input" });
  const plus = iconButton("plus", { class: "plus", "data-testid": "composer-menu" }, 22);
  const attach = iconButton("clip", { class: "attach", "data-testid": "attach", onclick: () => file.click() }, 20);
  const send = iconButton("send", { class: "send", "data-testid": "send", onclick: () => submit() }, 20);
  const mic = iconButton("mic", { class: "send mic", "data-testid": "mic", onclick: () => recorder.begin() }, 20);
  const counter = h("div", { class: "counter", role: "status", "data-testid": "counter" });
  const privacy = h("p", { class: "privacy", "data-testid": "privacy" });
  const popup = menu(plus, actions, "up");
  const bar = h("div", { class: "composer-bar" }, plus, h("div", { class: "input-box" }, input, attach), mic, send);
  const recorder = recorderBar(chat, t, () => arrange(), () => (onSent(), input.focus()));
  const notice = blockedNotice(chat, t, complain);
  const el = h("div", { class: "composer" }, popup.el, notice.el, counter, bar, recorder.el, file, privacy);
  const recordable = canRecord();
  let composing = false;

  const limit = (): number => chat.state.config?.limits.text ?? DEFAULT_LIMIT;

  const resize = (): void => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 132)}px`;
  };

  const refresh = (): void => {
    const left = limit() - lengthOf(input.value);
    const say = t();
    setText(counter, left < 0 ? say("composer.over", { count: -left }) : say("composer.left", { count: left }));
    show(counter, left <= COUNTER_FROM);
    counter.classList.toggle("over", left < 0);
    send.disabled = left < 0 || input.value.trim() === "" || blockOf(chat.state) !== null;
    arrange();
    resize();
  };

  /** Nothing typed: the button records. Recording: its bar stands where the field was. */
  const arrange = (): void => {
    const { config } = chat.state;
    const voice = recordable && config?.features.attachments !== false && config?.features.voice !== false && blockOf(chat.state) === null;
    const offered = voice && input.value.trim() === "";
    show(bar, !recorder.active);
    show(mic, offered);
    show(send, !offered);
  };

  const submit = (): void => {
    const text = input.value.trim();
    if (!text || blockOf(chat.state)) return;
    if (lengthOf(text) > limit()) return chat.notify("too_long", { count: limit() });
    // A code typed here was meant for the card above: it must not become a message.
    if (!chat.verifying.takes(text)) chat.send({ text });
    input.value = "";
    chat.keepDraft("");
    refresh();
    onSent();
  };

  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => (composing = false));
  input.addEventListener("input", () => {
    refresh();
    chat.keepDraft(input.value);
    chat.typing(input.value);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    // Enter that picks a word of the input method is not for us; Safari ends the composition just before it (229).
    if (event.isComposing || composing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  input.addEventListener("paste", (event) => {
    const files = Array.from(event.clipboardData?.files ?? []);
    if (files.length === 0) return;
    event.preventDefault();
    chat.attach(files);
    onSent();
  });
  file.addEventListener("change", () => {
    chat.attach(Array.from(file.files ?? []));
    file.value = "";
    onSent();
  });

  input.value = chat.draft();

  const update = (state: ChatState, home: boolean): void => {
    const say = t();
    const canAttach = state.config?.features.attachments !== false;
    setAttr(input, "placeholder", say(controllerOf(state) === "agent" ? "composer.placeholder_agent" : "composer.placeholder"));
    setAttr(input, "aria-label", say("composer.label"));
    for (const [button, key] of [[plus, "composer.more"], [attach, "composer.attach"], [send, "composer.send"], [mic, "voice.record"]] as const) {
      setAttr(button, "aria-label", say(key));
      setAttr(button, "title", say(key));
    }
    setAttr(file, "accept", (state.config?.limits.attachment_types ?? []).join(","));
    // Blocked: what was typed stays where it was, to be read and copied.
    const blocked = blockOf(state) !== null;
    if (blocked && recorder.active) recorder.cancel();
    input.readOnly = blocked;
    el.classList.toggle("is-blocked", blocked);
    notice.update(state);
    recorder.update();
    show(attach, canAttach && !blocked);
    const consent = state.config?.privacy_text ?? "";
    setText(privacy, consent);
    show(privacy, home && consent !== "");
    refresh();
  };

  return { el, menu: popup, update, focus: () => input.focus(), pickFile: () => file.click(), hold: recorder.hold };
}
