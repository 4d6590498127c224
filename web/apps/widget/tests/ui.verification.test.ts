import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat } from "@tandem/sdk";
import { translator } from "../src/i18n/index.ts";
import { app, type App } from "../src/ui/app.ts";
import { conversation, FakeApi, FakeSocket, message, soon } from "@tandem/sdk/testing";

let api: FakeApi;
let chat: Chat;
let panel: App;
const find = <T extends HTMLElement>(id: string): T => panel.el.querySelector<T>(`[data-testid="${id}"]`)!;
const shown = (id: string): boolean => {
  for (let el: HTMLElement | null = find(id); el; el = el.parentElement) if (el.hidden) return false;
  return find(id) !== null;
};
const enter = async (id: string, text: string): Promise<void> => {
  find<HTMLInputElement>(id).value = text;
  find<HTMLFormElement>("verify-submit").closest("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
  await soon(5);
};
const CHALLENGE = { challenge_id: "ch1", phone: "139****0000", digits: 6, expires_in_s: 300, resend_in_s: 60 };

async function asked(level: "bound" | "fresh", number?: string): Promise<void> {
  const question = message(2, { kind: "choice", role: "bot", payload: { options: [{ id: "flow:no#1", label: "先不验证" }], verification: { level, ...(number ? { number } : {}) } } });
  const person = { id: "p1", name: null, verified: false };
  const expires_at = new Date(Date.now() + 3.6e6).toISOString();
  api.handlers["POST /web/sessions"] = () => ({ status: 201, body: { token: "tok", expires_at, customer: person, conversation_id: "c1" } });
  api.handlers["GET /web/conversations/c1"] = () => ({ body: conversation({ last_seq: 2 }) });
  api.handlers["GET /web/conversations/c1/messages"] = () => ({ body: { items: [question], has_more: false } });
  chat = new Chat({ origin: "https://x.test", site: "demo", locale: "zh-CN" });
  panel = app(chat, null);
  document.body.appendChild(panel.el);
  panel.setVisible(true);
  await chat.start();
  await soon(5);
}

beforeEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
  FakeSocket.all = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  api = new FakeApi();
  api.install();
  api.handlers["POST /web/verification/codes"] = () => ({ status: 202, body: CHALLENGE });
  api.handlers["POST /web/verification/codes/ch1/tries"] = ({ body }) =>
    body["code"] === "123456" ? { body: { level: "fresh", fresh_until: null } } : { status: 422, body: { code: "wrong_code", detail: "验证码不对，还可以试4次。" } };
  api.handlers["POST /web/verification/id-digits"] = () => ({ body: { level: "bound", fresh_until: null } });
});
afterEach(() => {
  chat?.destroy();
  vi.unstubAllGlobals();
});

describe("the verification card", () => {
  it("goes from the number to the code to done, and says what was wrong", async () => {
    await asked("bound");
    await enter("verify-phone", "139 0000 0000");
    expect(api.of("POST", "/web/verification/codes")[0]!.body).toEqual({ phone: "13900000000", conversation_id: "c1" });
    expect([shown("verify-phone"), shown("verify-code"), document.activeElement]).toEqual([false, true, find("verify-code")]);
    expect([find<HTMLButtonElement>("verify-resend").disabled, find("verify-resend").textContent]).toEqual([true, "重新发送（60 秒）"]);
    await enter("verify-code", "12345");
    expect([find("verify-error").textContent, document.activeElement, api.of("POST", "/web/verification/codes/")]).toEqual(["请输入短信里的 6 位数字", find("verify-code"), []]);
    await enter("verify-code", "000000");
    expect([find("verify-error").textContent, find("verify-code").getAttribute("aria-invalid")]).toEqual(["验证码不对，还可以试4次。", "true"]);
    await enter("verify-code", "123456");
    expect([shown("verify-done"), shown("verify-submit"), document.activeElement]).toEqual([true, false, find("verify-done")]);
  });

  it("sends a new number's code to that number, and to no other", async () => {
    await asked("fresh", "136****0000");
    await enter("verify-phone", "13912345678");
    expect([find("verify-error").textContent, api.of("POST", "/web/verification/codes")]).toEqual(["和您要换的号码不一样，请核对", []]);
    await enter("verify-phone", "136 1234 0000");
    expect(api.of("POST", "/web/verification/codes")[0]!.body).toEqual({ phone: "13612340000", purpose: "new_phone", conversation_id: "c1" });
    await enter("verify-code", "123456");
    expect([find("verify-done").textContent, chat.state.proving.phone]).toEqual(["新号码验证通过", ""]);
  });

  it("leaves another new number to the talk", async () => {
    await asked("fresh", "136****0000");
    expect([chat.verifying.takes("13912345678"), api.of("POST", "/web/verification/codes")]).toEqual([false, []]);
  });

  it("never sends what was typed as a message, nor stores it", async () => {
    await asked("bound");
    const box = find<HTMLTextAreaElement>("composer");
    for (const text of ["13900000000", "123456"]) {
      box.value = text;
      box.dispatchEvent(new Event("input"));
      find("send").click();
      await soon(5);
    }
    expect(api.of("POST", "/web/conversations/c1/messages")).toEqual([]);
    expect(shown("verify-done")).toBe(true);
    expect(JSON.stringify(Object.assign({}, localStorage))).not.toMatch(/13900000000|123456/);
  });

  it("offers the end of the ID number, but not where a code is wanted", async () => {
    await asked("bound");
    find("verify-other").click();
    find<HTMLInputElement>("verify-phone").value = "13900000000";
    await enter("verify-digits", "123x");
    expect(api.of("POST", "/web/verification/id-digits")[0]!.body).toEqual({ phone: "13900000000", digits: "123X", conversation_id: "c1" });
    expect(shown("verify-done")).toBe(true);
    chat.destroy();
    panel.el.remove();
    localStorage.clear();
    await asked("fresh");
    expect(shown("verify-other")).toBe(false);
  });

  it("asks for a new code when the one in hand is worth nothing, and says when the network is gone", async () => {
    api.handlers["POST /web/verification/codes/ch1/tries"] = () => ({ status: 410, body: { code: "code_expired", detail: "验证码已过期，请重新获取。" } });
    await asked("fresh");
    await enter("verify-phone", "13900000000");
    await enter("verify-code", "123456");
    expect([shown("verify-phone"), find("verify-error").textContent]).toEqual([true, "验证码已过期，请重新获取。"]);
    api.handlers["POST /web/verification/codes"] = () => new Error("no network");
    await enter("verify-phone", "13900000000");
    expect(find("verify-error").textContent).toBe(translator("zh-CN")("error.request_failed"));
  });

  it("is put away when the bot goes on by itself, as after a lock", async () => {
    await asked("bound");
    FakeSocket.last.ready();
    FakeSocket.last.say({ type: "message", message: message(3, { role: "bot", kind: "choice", text: "验证没有通过", payload: { options: [{ id: "flow:person#2", label: "转人工" }] } }) });
    await soon(5);
    const groups = Array.from(panel.el.querySelectorAll<HTMLElement>(".choices")).map((g) => g.hidden);
    expect([shown("verification"), groups]).toEqual([false, [true, false]]);
  });

  it("is put away once the customer goes on without it", async () => {
    await asked("bound");
    expect(shown("verification")).toBe(true);
    FakeSocket.last.ready();
    FakeSocket.last.say({ type: "message", message: message(3, { role: "customer", author: null, text: "会影响征信吗" }) });
    await soon(5);
    expect(shown("verification")).toBe(false);
  });
});
