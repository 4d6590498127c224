import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat, type OwnConsent } from "@tandem/sdk";
import { translator } from "../src/i18n/index.ts";
import { privacyView, type PrivacyView } from "../src/ui/privacy.ts";
import { FakeApi, FakeSocket, soon } from "@tandem/sdk/testing";

let api: FakeApi;
let chat: Chat;
let page: PrivacyView;
let own: OwnConsent;
let server: string;
const find = (id: string): HTMLButtonElement | null => page.el.querySelector(`[data-testid="${id}"]`);

beforeEach(async () => {
  localStorage.clear();
  vi.stubGlobal("WebSocket", FakeSocket);
  api = new FakeApi();
  api.install();
  server = "zh-CN";
  own = { purpose: "marketing", title: "营销", body: "正文", version: 2, locale: "zh-CN", given: true, at: "2026-11-01T00:00:00Z", outdated: true };
  const items = () => ({ body: { items: [{ ...own, locale: server, title: server === "en" ? "Marketing" : "营销" }] } });
  api.handlers["GET /web/consents"] = items;
  api.handlers["POST /web/consents"] = items;
  api.handlers["GET /web/preferences"] = () => ({ body: { contact_from: null, contact_until: null, language: null, channel: null } });
  chat = new Chat({ origin: "https://x.test", site: "demo", locale: "zh-CN" });
  page = privacyView(chat, () => translator(chat.state.locale));
  chat.store.subscribe(() => page.update(chat.state));
  await chat.start();
  page.open();
  await soon(5);
});
afterEach(() => {
  chat.destroy();
  vi.unstubAllGlobals();
});

describe("the privacy page", () => {
  it("lets one withdraw what was said to older words as easily as agree anew", async () => {
    expect(find("consent-marketing")!.textContent).toBe("同意新版本");
    find("withdraw-marketing")!.click();
    await soon(5);
    expect(api.of("POST", "/web/consents")[0]!.body).toEqual({ purpose: "marketing", given: false, text_version: 2, locale: "zh-CN" });
    find("consent-marketing")!.click();
    await soon(5);
    expect(api.of("POST", "/web/consents")[1]!.body).toMatchObject({ given: true });
  });

  it("has one button for everything else", async () => {
    for (const over of [{ outdated: false }, { given: false }, { given: null, outdated: false }]) {
      own = { ...own, given: true, outdated: true, ...over };
      page.open();
      await soon(5);
      expect(page.el.querySelectorAll(".consent .button")).toHaveLength(1);
    }
  });

  it("says which words were shown, and shows them anew in another language", async () => {
    // The page still shows Chinese while the English words are on their way.
    api.handlers["GET /web/consents"] = () => new Error("away");
    chat.setLocale("en");
    await soon(5);
    find("consent-marketing")!.click();
    await soon(5);
    expect(api.of("POST", "/web/consents")[0]!.body).toMatchObject({ given: true, locale: "zh-CN" });
    server = "en";
    api.handlers["GET /web/consents"] = () => ({ body: { items: [{ ...own, locale: "en", title: "Marketing" }] } });
    chat.setLocale("zh-CN");
    chat.setLocale("en");
    await soon(5);
    await vi.waitFor(() => expect(page.el.textContent).toContain("Marketing"));
    find("withdraw-marketing")!.click();
    await soon(5);
    expect(api.of("POST", "/web/consents")[1]!.body).toMatchObject({ given: false, locale: "en" });
  });
});
