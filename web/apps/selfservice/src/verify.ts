import { ApiError } from "./api.ts";
import type { App } from "./app.ts";
import { field, sheet } from "./ui/parts.ts";
import { fill, h } from "./ui/dom.ts";
import type { Level } from "./types.ts";

/** The customer closed the sheet: what was asked for is not done. */
export class Withdrawn extends Error {}

interface Challenge {
  challenge_id: string;
  phone: string;
  digits: number;
  resend_in_s: number;
}

// Kept for this page, so that a second code needs no second typing; stored nowhere.
let known = "";
let open: Promise<void> | null = null;

/** Opens the sheet until `level` is proven. Several requests at once share one sheet. Rejects with Withdrawn. */
export function prove(app: App, level: Level): Promise<void> {
  open ??= asking(app, level).finally(() => {
    open = null;
  });
  return open;
}

/** Opens a sheet for the code that is sent to `phone`, the number wanted from now on. Rejects with Withdrawn. */
export function hold(app: App, phone: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const box = sheet(app.t, app.t("phone.hold"), () => reject(new Withdrawn()));
    const done = (): void => {
      box.close();
      resolve();
    };
    fill(box.body, h("p", { class: "muted" }, app.t("phone.hold_hint")), byCode(app, done, phone));
    (box.body.querySelector("[data-testid=verify-get]") as HTMLElement).click();
  });
}

async function asking(app: App, level: Level): Promise<void> {
  const methods = await app
    .plain<{ methods: string[] }>("GET", "/web/verification")
    .then((found) => found.methods)
    .catch(() => [] as string[]);
  const can = level === "fresh" ? methods.filter((one) => one === "code") : methods;
  return new Promise((resolve, reject) => {
    const box = sheet(app.t, app.t("verify.title"), () => reject(new Withdrawn()));
    const hint = app.t(level === "fresh" ? "verify.fresh" : "verify.bound");
    const done = (): void => {
      box.close();
      resolve();
    };
    const draw = (method: string): void => {
      const form = method === "code" ? byCode(app, done) : byDigits(app, done);
      const other = can.filter((one) => one !== method)[0];
      const change = other && h("button", { type: "button", class: "link", "data-testid": "verify-other", onclick: () => draw(other) }, app.t(other === "code" ? "verify.use_code" : "verify.use_digits"));
      fill(box.body, h("p", { class: "muted" }, hint), form, change);
      (form.querySelector("input") as HTMLInputElement | null)?.focus();
    };
    if (can.length === 0) fill(box.body, h("p", { role: "alert", "data-testid": "verify-off" }, app.t("verify.off")), h("a", { class: "button", href: `/chat/?site=${encodeURIComponent(app.site)}` }, app.t("app.help")));
    else draw(can[0]!);
  });
}

/** `fresh`: the code goes to this number, which is to be the customer's; else to the one they type. */
function byCode(app: App, done: () => void, fresh = ""): HTMLElement {
  const { t } = app;
  let challenge: Challenge | null = null;
  let timer = 0;
  const phone = field(t("verify.phone"), { type: "tel", inputmode: "numeric", maxlength: 20, value: fresh || known, readonly: fresh !== "", autocomplete: "tel-national", "data-testid": "verify-phone" });
  const code = field(t("verify.code"), { type: "text", inputmode: "numeric", maxlength: 10, autocomplete: "one-time-code", "data-testid": "verify-code" });
  const said = h("p", { class: "muted", role: "status" });
  const wrong = h("p", { class: "bad", role: "alert", "data-testid": "verify-error" });
  const get = h("button", { type: "button", class: "button quiet small", "data-testid": "verify-get" }, t("verify.get"));
  const check = h("button", { type: "submit", class: "button wide", "data-testid": "verify-check" }, t("verify.check"));
  const rest = h("div", { hidden: true }, code.el, check);

  const wait = (seconds: number): void => {
    clearTimeout(timer);
    get.disabled = seconds > 0;
    get.textContent = seconds > 0 ? t("verify.again_in", { seconds }) : t(challenge ? "verify.again" : "verify.get");
    if (seconds > 0) timer = window.setTimeout(() => wait(seconds - 1), 1000);
  };
  const ask = async (): Promise<void> => {
    wrong.textContent = "";
    get.disabled = true;
    try {
      const to = phone.input.value.trim();
      if (!fresh) known = to;
      challenge = await app.plain<Challenge>("POST", "/web/verification/codes", { phone: to, purpose: fresh ? "new_phone" : "self_service" });
      said.textContent = t(fresh ? "phone.sent" : "verify.sent", { phone: challenge.phone });
      rest.hidden = false;
      code.input.value = "";
      code.input.focus();
      wait(challenge.resend_in_s);
    } catch (error) {
      get.disabled = false;
      wrong.textContent = app.words(error);
    }
  };
  get.addEventListener("click", () => void ask());
  const form = h("form", { novalidate: true }, phone.el, get, said, rest, wrong);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!challenge) return void ask();
    check.disabled = true;
    wrong.textContent = "";
    app
      .plain("POST", `/web/verification/codes/${challenge.challenge_id}/tries`, { code: code.input.value.trim() })
      .then(done, (error: unknown) => {
        wrong.textContent = app.words(error);
        if (error instanceof ApiError && ["code_expired", "code_used", "challenge_not_found"].indexOf(error.code) >= 0) wait(0);
      })
      .then(() => {
        check.disabled = false;
      });
  });
  return form;
}

function byDigits(app: App, done: () => void): HTMLElement {
  const { t } = app;
  const phone = field(t("verify.phone"), { type: "tel", inputmode: "numeric", maxlength: 20, value: known, "data-testid": "verify-phone" });
  const digits = field(t("verify.digits"), { type: "text", maxlength: 4, autocomplete: "off", "data-testid": "verify-digits" });
  const wrong = h("p", { class: "bad", role: "alert", "data-testid": "verify-error" });
  const check = h("button", { type: "submit", class: "button wide", "data-testid": "verify-check" }, t("verify.check"));
  const form = h("form", { novalidate: true }, phone.el, digits.el, wrong, check);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    known = phone.input.value.trim();
    check.disabled = true;
    app
      .plain("POST", "/web/verification/id-digits", { phone: known, digits: digits.input.value.trim() })
      .then(done, (error: unknown) => {
        wrong.textContent = app.words(error);
      })
      .then(() => {
        check.disabled = false;
      });
  });
  return form;
}
