import { clientId, type Chat, type ChatState } from "@tandem/sdk";
import type { Key, Translate } from "../i18n/index.ts";
import { fill, h, icon, setText, show } from "./dom.ts";
import { complain, field } from "./field.ts";

export interface OfflineForm {
  el: HTMLElement;
  update: (state: ChatState) => void;
  focus: () => void;
  reset: (kind: FormKind) => void;
}

export type FormKind = "offline" | "complaint";

const WORDS: Record<FormKind, Record<"title" | "text" | "text_missing" | "submit" | "sent" | "sent_hint", Key>> = {
  offline: { title: "offline.title", text: "offline.text", text_missing: "offline.text_missing", submit: "offline.submit", sent: "offline.sent", sent_hint: "offline.sent_hint" },
  complaint: { title: "complaint.title", text: "complaint.text", text_missing: "complaint.text_missing", submit: "complaint.submit", sent: "complaint.sent", sent_hint: "complaint.sent_hint" },
};

/** A message for the team while nobody is there, or a complaint in writing. What was typed stays until it has been taken. */
export function offlineForm(chat: Chat, t: () => Translate, back: () => void): OfflineForm {
  const title = h("h2", { class: "form-title" });
  const intro = h("p", { class: "form-intro" });
  const [nameField, name] = field("offline-name", h("input", { class: "field", type: "text", maxlength: "60", autocomplete: "name" }));
  const [contactField, contact] = field("offline-contact", h("input", { class: "field", type: "text", maxlength: "120", inputmode: "email", required: true }));
  const [textField, text] = field("offline-text", h("textarea", { class: "field", rows: "5", maxlength: "2000", required: true }));
  const submit = h("button", { type: "submit", class: "button", "data-testid": "offline-submit" });
  const form = h("form", { novalidate: true }, nameField, contactField, textField, submit);
  const done = h("div", { class: "form-done", role: "status", "data-testid": "offline-done" });
  const el = h("section", { class: "view offline", "data-testid": "offline-form" }, title, intro, form, done);
  let kind: FormKind = "offline";
  let sent = false;
  let id = clientId();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });

  const send = async (): Promise<void> => {
    const missing: [HTMLElement, HTMLInputElement | HTMLTextAreaElement, Key | null][] = [
      [contactField, contact, contact.value.trim() ? null : "offline.contact_missing"],
      [textField, text, text.value.trim() ? null : WORDS[kind].text_missing],
    ];
    for (const [box, input, key] of missing) complain(box, input, key ? t()(key) : "");
    const first = missing.find(([, , key]) => key);
    if (first) return first[1].focus();
    const who = name.value.trim();
    // The same id until it was taken: pressing again after a failure cannot make two of it.
    const note = { ...(who ? { name: who } : {}), contact: contact.value.trim(), text: text.value.trim() };
    if (!(await (kind === "complaint" ? chat.requests.complain(note, id) : chat.requests.leaveMessage(note, id)))) return;
    sent = true;
    text.value = "";
    id = clientId();
    update(chat.state);
    done.querySelector<HTMLElement>("button")?.focus();
  };

  const update = (state: ChatState): void => {
    const say = t();
    const words = WORDS[kind];
    setText(title, say(words.title));
    const closed = state.config?.open === false;
    setText(intro, kind === "complaint" ? say("complaint.intro") : closed ? [say("offline.intro"), state.config?.hours_text ?? ""].filter(Boolean).join(" ") : say("offline.intro_open"));
    for (const [box, key] of [[nameField, "offline.name"], [contactField, "offline.contact"], [textField, words.text]] as const) setText(box.firstElementChild!, say(key));
    setText(submit, say(words.submit));
    submit.disabled = !!state.busy.offline;
    show(title, !sent);
    show(intro, !sent);
    show(form, !sent);
    show(done, sent);
    if (sent && !done.firstChild) {
      const ok = h("button", { type: "button", class: "button quiet", "data-testid": "offline-back", onclick: back }, say("offline.back"));
      fill(done, h("span", { class: "done-icon" }, icon("check", 28)), h("strong", {}, say(words.sent)), h("p", {}, say(words.sent_hint)), ok);
    } else if (!sent) fill(done);
  };

  return {
    el,
    update,
    focus: () => (sent ? done.querySelector<HTMLElement>("button") : contact)?.focus(),
    reset: (next) => {
      kind = next;
      sent = false;
    },
  };
}
