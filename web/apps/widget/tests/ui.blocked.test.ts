import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat, type Message } from "@tandem/sdk";
import { app, type App } from "../src/ui/app.ts";
import { conversation, FakeApi, FakeSocket, message, soon } from "@tandem/sdk/testing";

let api: FakeApi;
let chat: Chat;
let panel: App;
const find = <T extends HTMLElement>(id: string): T => panel.el.querySelector<T>(`[data-testid="${id}"]`)!;
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

beforeEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
  FakeSocket.all = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  api = new FakeApi();
  api.install();
});
afterEach(() => {
  chat.destroy();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function talking(...messages: Message[]): Promise<void> {
  api.handlers["GET /web/conversation"] = () => ({ body: conversation({ last_seq: messages.length }) });
  api.handlers["GET /web/conversations/c1/messages"] = () => ({ body: { items: messages, has_more: false } });
  localStorage.setItem("tandem:demo:session", JSON.stringify({ token: "t", expires_at: tomorrow(), customer: { id: "p1", name: null, verified: false }, conversation_id: "c1" }));
  chat = new Chat({ origin: "https://x.test", site: "demo", locale: "zh-CN" });
  panel = app(chat, null);
  document.body.appendChild(panel.el);
  panel.setVisible(true);
  await soon(5);
  FakeSocket.last.ready({ conversation: conversation({ last_seq: messages.length }) });
}
const tell = async (over: object): Promise<void> => {
  FakeSocket.last.say({ type: "conversation", conversation: conversation({ last_seq: 1, ...over }) });
  await soon();
};

describe("a blocked customer", () => {
  it("reads until when and where to complain, and keeps what was typed", async () => {
    await talking(message(1));
    const box = find<HTMLTextAreaElement>("composer");
    box.value = "我还没说完";
    box.dispatchEvent(new Event("input"));
    await tell({ blocked: { until: tomorrow() } });
    expect(find("blocked").hidden).toBe(false);
    expect(find("blocked").textContent).toContain("后恢复");
    expect(find("blocked").textContent).toContain("12378");
    expect([box.value, box.readOnly, find<HTMLButtonElement>("send").disabled]).toEqual(["我还没说完", true, true]);
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true }));
    expect(api.of("POST", "/web/conversations/c1/messages")).toEqual([]);
    await tell({ blocked: null });
    expect([find("blocked").hidden, box.readOnly, box.value]).toEqual([true, false, "我还没说完"]);
  });

  it("is offered neither a person nor files, but the complaint form", async () => {
    await talking(message(1));
    await tell({ blocked: { until: null } });
    find("handoff").click();
    await soon();
    expect(api.of("POST", "/web/conversations/c1/handoff")).toEqual([]);
    expect(find("toast").textContent).toBe("您暂时不能发送新消息");
    find("composer-menu").click();
    expect(panel.el.querySelector("[data-testid=menu-attach]")).toBeNull();
    expect(find("attach").hidden).toBe(true);
    find("complain").click();
    expect(find("offline-form").textContent).toContain("书面投诉");
    find<HTMLButtonElement>("offline-submit").click();
    expect(panel.el.querySelector("#tandem-offline-text-error")!.textContent).toBe("请填写投诉内容");
  });
});

describe("a voice note", () => {
  const voice = message(1, { kind: "voice", text: "", payload: { attachment: { id: "a1", name: "voice.webm", content_type: "audio/webm", size: 9, url: "/f/a1", width: null, height: null, duration_ms: 4200 } } });

  it("is plain text with a link where it cannot be played", async () => {
    vi.spyOn(HTMLMediaElement.prototype, "canPlayType").mockReturnValue("");
    await talking(voice);
    expect(find("voice-link").textContent).toBe("语音 0:04此浏览器不能播放，点按下载");
    expect(find<HTMLAnchorElement>("voice-link").href).toBe("https://x.test/f/a1");
  });

  it("plays, pauses, and becomes a link when the sound cannot be had", async () => {
    vi.spyOn(HTMLMediaElement.prototype, "canPlayType").mockReturnValue("maybe");
    const heard: HTMLMediaElement[] = [];
    vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(function (this: HTMLMediaElement) {
      heard.push(this);
      return Promise.resolve();
    });
    await talking(voice);
    expect(find("voice-length").textContent).toBe("0:04");
    expect(find("voice-play").getAttribute("aria-label")).toBe("播放语音 0:04");
    find("voice-play").click();
    expect(heard[0]!.src).toBe("https://x.test/f/a1");
    const asked = api.of("GET", "/web/conversations/c1/messages").length;
    heard[0]!.onerror!(new Event("error"));
    expect(find("voice-link").textContent).toContain("播放失败");
    await soon(5);
    expect(api.of("GET", "/web/conversations/c1/messages")).toHaveLength(asked + 1);
  });

  it("has no button in a browser that cannot record", async () => {
    await talking(message(1));
    expect([find("mic").hidden, find("send").hidden]).toEqual([true, false]);
  });
});
