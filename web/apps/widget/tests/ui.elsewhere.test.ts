import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat, type ElsewhereWay } from "@tandem/sdk";
import { translator } from "../src/i18n/index.ts";
import { elsewhereView, type ElsewhereView } from "../src/ui/elsewhere.ts";
import { FakeApi, FakeSocket, soon } from "@tandem/sdk/testing";

const way = (channel: string, over: Partial<ElsewhereWay> = {}): ElsewhereWay => ({ channel, account: "main", name: `our ${channel}`, address: "", how: "asked", reason: null, ...over });

let api: FakeApi;
let chat: Chat;
let page: ElsewhereView;
let ways: ElsewhereWay[];
const code = vi.fn();
const asked = vi.fn();
const rows = (): HTMLElement[] => Array.from(page.el.querySelectorAll<HTMLElement>('[data-testid="way"]'));
const button = (row: number): HTMLButtonElement | null => rows()[row]!.querySelector("button");

beforeEach(async () => {
  localStorage.clear();
  code.mockClear();
  asked.mockClear();
  vi.stubGlobal("WebSocket", FakeSocket);
  api = new FakeApi();
  api.install();
  ways = [way("sms", { address: "139****0010" }), way("wechat", { how: "code" }), way("email", { how: "unknown", reason: "no_email" }), way("wechat", { account: "b", reason: "window_closed" })];
  chat = new Chat({ origin: "https://x.test", site: "demo", locale: "zh-CN" });
  page = elsewhereView({ chat, t: () => translator(chat.state.locale), code, asked });
  chat.store.subscribe(() => page.update(chat.state));
  await chat.start();
  chat.requests.ways = async () => ways;
  page.open();
  await soon(5);
});
afterEach(() => {
  chat.destroy();
  vi.unstubAllGlobals();
});

describe("the page of other channels", () => {
  it("lists every channel, with why some cannot be taken", () => {
    expect(rows().map((row) => [row.dataset["channel"], row.dataset["reason"]])).toEqual([["sms", ""], ["wechat", ""], ["email", "no_email"], ["wechat", "window_closed"]]);
    expect(rows()[0]!.textContent).toContain("139****0010");
    expect(rows()[2]!.textContent).toContain("还没有登记您的邮箱");
    expect([button(0)!.disabled, button(1)!.disabled, button(2), button(3)!.disabled]).toEqual([false, false, null, true]);
  });

  it("has them asked in the chat, and shows a code", async () => {
    const ask = vi.spyOn(chat.requests, "askElsewhere").mockResolvedValue(true);
    button(0)!.click();
    await soon(5);
    expect(ask).toHaveBeenCalledWith(ways[0]);
    expect(asked).toHaveBeenCalledOnce();
    button(1)!.click();
    expect(code).toHaveBeenCalledWith(ways[1], button(1));
  });

  it("looks anew when it could not be", async () => {
    vi.spyOn(chat.requests, "askElsewhere").mockResolvedValue(false);
    ways = [way("sms", { reason: "open_there" })];
    button(0)!.click();
    await soon(5);
    expect(asked).not.toHaveBeenCalled();
    expect(rows()).toHaveLength(1);
  });

  it("says that there is none, or that it could not be read", async () => {
    ways = [];
    page.open();
    await soon(5);
    expect(page.el.textContent).toContain("暂时不能换到其他渠道");
    chat.requests.ways = () => Promise.reject(new Error("away"));
    page.open();
    await soon(5);
    expect(page.el.textContent).toContain("客服暂时连接不上");
  });
});
