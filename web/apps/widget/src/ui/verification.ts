import type { Challenge, Chat, ProofLevel, Proving } from "@tandem/sdk";
import type { Key, Translate } from "../i18n/index.ts";
import { h, icon, setAttr, setText, show } from "./dom.ts";

export interface VerificationCard {
  el: HTMLElement;
  /** `active`: the newest question, not answered yet. */
  update: (active: boolean) => void;
}

const PHONE = /^1\d{10}$/;
const CODE = /^\d{6}$/;
const squeeze = (text: string): string => text.replace(/[\s-]/g, "");

/** Where a customer shows who they are: phone → code → done. A form of its own; nothing typed here is a message.
 * `number`: the ends of a number that is to be theirs from now on; then the code goes there. */
export function verificationCard(chat: Chat, t: () => Translate, messageId: string, level: ProofLevel, number = ""): VerificationCard {
  const uid = `tandem-verify-${messageId}`;
  const [phoneBox, phone] = field(`${uid}-phone`, "verify-phone", { type: "tel", autocomplete: "tel" });
  const [codeBox, code] = field(`${uid}-code`, "verify-code", { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "12" });
  const [endBox, end] = field(`${uid}-end`, "verify-digits", { autocomplete: "off" });
  const title = h("strong");
  const sent = h("p", { class: "verify-sent", role: "status" });
  const error = h("p", { class: "field-error", id: `${uid}-error`, role: "alert", "data-testid": "verify-error" });
  const submit = h("button", { type: "submit", class: "button", "data-testid": "verify-submit" });
  const resend = h("button", { type: "button", class: "link", "data-testid": "verify-resend", onclick: () => void again() });
  const change = h("button", { type: "button", class: "link", onclick: () => restart("code") });
  const other = h("button", { type: "button", class: "link", "data-testid": "verify-other", onclick: () => restart(chat.state.proving.method === "code" ? "id_digits" : "code") });
  const form = h("form", { novalidate: true }, title, sent, phoneBox, codeBox, endBox, error, submit, h("div", { class: "verify-more" }, resend, change, other));
  const done = h("div", { class: "verify-done", role: "status", tabindex: "-1", "data-testid": "verify-done" });
  const el = h("div", { class: "card verify", "data-testid": "verification" }, form, done);
  let own: Key | null = null;
  let filledFor = "";
  let timer: ReturnType<typeof setInterval> | undefined;

  const now = (): Proving => chat.state.proving;
  const byCode = (): boolean => level === "fresh" || now().method === "code";
  const input = (): HTMLInputElement => (byCode() ? (now().challenge ? code : phone) : PHONE.test(squeeze(phone.value)) ? end : phone);

  const again = async (): Promise<void> => {
    own = null;
    code.value = "";
    if (await chat.verifying.sendCode(number ? squeeze(phone.value) : now().phone, number !== "")) code.focus();
  };

  const restart = (method: Proving["method"]): void => {
    own = null;
    code.value = end.value = "";
    chat.verifying.start(method);
    phone.focus();
  };

  const proceed = async (): Promise<void> => {
    own = null;
    const typed = squeeze(phone.value) || " ";
    if (byCode() && now().challenge) {
      // A slip of the finger must not cost one of five tries.
      if (!CODE.test(squeeze(code.value))) {
        own = "verify.code_bad";
        draw(true);
        return code.focus();
      }
      const fits = await chat.verifying.tryCode(squeeze(code.value), messageId);
      code.value = "";
      return (fits ? done : input()).focus();
    }
    if (byCode()) {
      if (number && `${typed.slice(0, 3)}****${typed.slice(-4)}` !== number) {
        own = "verify.other_number";
        draw(true);
        return phone.focus();
      }
      await chat.verifying.sendCode(typed, number !== "");
      return input().focus();
    }
    const fits = await chat.verifying.tryDigits(typed, squeeze(end.value).toUpperCase(), messageId);
    end.value = "";
    (fits ? done : end).focus();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void proceed();
  });

  const count = (challenge: Challenge | null): void => {
    const left = challenge ? Math.ceil((challenge.resendAt - Date.now()) / 1000) : 0;
    resend.disabled = left > 0 || now().busy;
    setText(resend, left > 0 ? t()("verify.resend_in", { seconds: left }) : t()("verify.resend"));
    if (left > 0 && !timer) timer = setInterval(() => (el.isConnected ? count(now().challenge) : stop()), 1000);
    if (left <= 0) stop();
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };

  /** Typed into the message box instead of here. */
  const take = (text: string): boolean => {
    const plain = squeeze(text);
    const coded = byCode() && now().challenge !== null;
    if (number && !coded) return false; // another new number, for the flow to hear
    if (!(coded ? CODE : PHONE).test(plain)) return false;
    (coded ? code : phone).value = plain;
    void proceed();
    return true;
  };

  const draw = (active: boolean): void => {
    const say = t();
    const { challenge, busy, doneFor, error: told } = now();
    const finished = doneFor === messageId;
    show(el, active || finished);
    show(form, active && !finished);
    show(done, finished);
    if (finished && !done.firstChild) done.append(icon("check", 18), h("span", {}, say(number ? "verify.done_new" : "verify.done")));
    if (active && !finished) chat.verifying.taker = take;
    else if (chat.verifying.taker === take) chat.verifying.taker = null;
    if (!active || finished) return stop();
    const coded = byCode();
    const waiting = coded && challenge !== null;
    setText(title, say(number ? "verify.title_new" : "verify.title"));
    setText(sent, waiting ? say(number ? "verify.sent_new" : "verify.sent", { phone: challenge.masked }) : number ? say("verify.hint_new", { phone: number }) : say(coded ? "verify.hint" : "verify.hint_digits"));
    for (const [box, key] of [[phoneBox, "verify.phone"], [codeBox, "verify.code"], [endBox, "verify.digits"]] as const) setText(box.firstElementChild!, say(key));
    show(phoneBox, !waiting);
    show(codeBox, waiting);
    show(endBox, !coded);
    const words = own ? say(own) : told === "" ? say("error.request_failed") : (told ?? "");
    setText(error, words);
    show(error, words !== "");
    for (const one of [phone, code, end]) {
      const wrong = words !== "" && one === input();
      setAttr(one, "aria-invalid", wrong ? "true" : null);
      setAttr(one, "aria-describedby", wrong ? error.id : null);
      one.readOnly = busy;
    }
    setText(submit, say(coded && !waiting ? "verify.send" : "verify.check"));
    submit.disabled = busy;
    show(resend, waiting);
    show(change, waiting && !number);
    setText(change, say("verify.change"));
    show(other, level === "bound");
    setText(other, say(coded ? "verify.other_digits" : "verify.other_code"));
    count(waiting ? challenge : null);
  };

  return {
    el,
    update: (active) => {
      if (active && filledFor !== messageId) {
        filledFor = messageId;
        phone.value = number ? "" : now().phone;
        // A code that went to another number is not this card's.
        if (number && now().challenge) chat.verifying.start("code");
      }
      draw(active);
    },
  };
}

function field(id: string, testid: string, props: Record<string, string>): [HTMLElement, HTMLInputElement] {
  const input = h("input", { class: "field", id, "data-testid": testid, ...props });
  return [h("div", { class: "field-box" }, h("label", { for: id }), input), input];
}
