import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat } from "@tandem/sdk";
import { app, type App } from "../src/ui/app.ts";
import { Embed } from "../src/embedding.ts";
import { connectCommands } from "../src/commands.ts";
import { conversation, CONFIG, FakeApi, FakeSocket, message, soon } from "@tandem/sdk/testing";

let api: FakeApi;
let chat: Chat;
let panel: App;
const find = <T extends HTMLElement>(id: string): T => panel.el.querySelector<T>(`[data-testid="${id}"]`)!;
const all = (id: string): HTMLElement[] => Array.from(panel.el.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`));
const shown = (id: string): boolean => {
  for (let el: HTMLElement | null = find(id); el; el = el.parentElement) if (el.hidden) return false;
  return find(id) !== null;
};

beforeEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
  FakeSocket.all = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  api = new FakeApi();
  api.install();
  let seq = 0;
  api.handlers["POST /web/conversations/c1/messages"] = ({ body }) => ({ status: 201, body: message((seq += 100), { role: "customer", author: null, client_id: String(body["client_id"]), text: String(body["text"] ?? "") }) });
});
afterEach(() => {
  chat?.destroy();
  vi.unstubAllGlobals();
});

async function started(): Promise<void> {
  chat = new Chat({ origin: "https://x.test", site: "demo", locale: "zh-CN" });
  panel = app(chat, null);
  document.body.appendChild(panel.el);
  panel.setVisible(true);
  await soon(5);
}

const type = (text: string): HTMLTextAreaElement => {
  const box = find<HTMLTextAreaElement>("composer");
  box.value = text;
  box.dispatchEvent(new Event("input"));
  return box;
};
const enter = (box: HTMLElement, over: object = {}): boolean => box.dispatchEvent(Object.assign(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }), {}, over));

describe("composer", () => {
  it("sends with Enter, once, and clears", async () => {
    await started();
    const box = type("怎么提前还款");
    enter(box);
    enter(box);
    await soon(5);
    expect(box.value).toBe("");
    expect(all("message").map((m) => m.querySelector(".bubble")!.textContent)).toEqual(["怎么提前还款"]);
  });

  it("leaves Enter to the input method while it composes", async () => {
    await started();
    const box = type("ti qian");
    box.dispatchEvent(new Event("compositionstart"));
    enter(box);
    expect(box.value).toBe("ti qian");
    box.dispatchEvent(new Event("compositionend"));
    const safari = new KeyboardEvent("keydown", { key: "Enter", cancelable: true });
    Object.defineProperty(safari, "keyCode", { value: 229 });
    box.dispatchEvent(safari);
    expect(box.value).toBe("ti qian");
    enter(box);
    expect(box.value).toBe("");
  });

  it("leaves Shift+Enter to the text box", async () => {
    await started();
    const box = type("a");
    const event = new KeyboardEvent("keydown", { key: "Enter", shiftKey: true, cancelable: true });
    expect(box.dispatchEvent(event)).toBe(true);
    expect(box.value).toBe("a");
  });

  it("counts characters near the limit and refuses more, emoji as one", async () => {
    await started();
    type("😀".repeat(20));
    expect(find("counter").textContent).toBe("还可输入 0 字");
    expect(find<HTMLButtonElement>("send").disabled).toBe(false);
    const box = type("字".repeat(21));
    expect(find("counter").textContent).toBe("超出 1 字");
    expect(find<HTMLButtonElement>("send").disabled).toBe(true);
    enter(box);
    expect(chat.state.outbox).toEqual([]);
    await soon();
    expect(find("toast").textContent).toBe("消息过长，最多 20 字");
  });

  it("sends nothing for blanks", async () => {
    await started();
    enter(type("  \n "));
    expect(chat.state.outbox).toEqual([]);
  });

  it("keeps what was typed over a reload", async () => {
    await started();
    type("半句话");
    chat.destroy();
    await started();
    expect(all("composer").length).toBe(1);
    expect(find<HTMLTextAreaElement>("composer").value).toBe("半句话");
  });
});

describe("rendering", () => {
  const say = async (over: object): Promise<void> => {
    FakeSocket.last.say({ type: "message", message: message(150, over) });
    await soon();
  };
  const talking = async (): Promise<void> => {
    await started();
    enter(type("hi"));
    await soon(5);
    FakeSocket.last.ready({ conversation: conversation({ last_seq: 1 }) });
  };

  it("shows markup as text and links only http(s)", async () => {
    await talking();
    await say({ text: `<img src=x onerror=alert(1)> javascript:alert(1) https://a.cn/x` });
    const bubble = all("message")[1]!.querySelector(".bubble")!;
    expect(bubble.querySelector("img")).toBeNull();
    expect(bubble.textContent).toContain("<img src=x");
    const links = Array.from(bubble.querySelectorAll("a"));
    expect(links.map((a) => [a.getAttribute("href"), a.rel])).toEqual([["https://a.cn/x", "noopener noreferrer nofollow"]]);
  });

  it("refuses an attachment address that is not http(s)", async () => {
    await talking();
    await say({ kind: "file", text: "", payload: { attachment: { id: "f", name: "a.pdf", content_type: "application/pdf", size: 1, url: "javascript:alert(1)" } } });
    expect(find("file").getAttribute("href")).toBeNull();
  });

  it("shows an answer's source and takes one verdict", async () => {
    api.handlers["POST /web/conversations/c1/feedback"] = () => ({ status: 204 });
    await talking();
    await say({ role: "bot", payload: { sources: [{ entry_id: "e", key: "k", title: "提前还款", version: 1 }] } });
    expect(find("source").textContent).toBe("来源：提前还款");
    find("not-helpful").click();
    await soon();
    expect(api.of("POST", "/web/conversations/c1/feedback")[0]!.body).toEqual({ message_id: "m150", helpful: false });
    expect(find("helpful")).toBeNull();
    expect(shown("feedback-handoff")).toBe(true);
  });

  it("answers a clarifying question by choice_id, once", async () => {
    await talking();
    await say({ role: "bot", kind: "choice", payload: { options: [{ id: "a", label: "提前还款" }, { id: "b", label: "换卡" }] } });
    find("choice").click();
    find("choice").click();
    all("choice")[1]!.click();
    await soon(5);
    const posts = api.of("POST", "/web/conversations/c1/messages").filter((c) => c.body["choice_id"]);
    expect(posts.map((p) => p.body["choice_id"])).toEqual(["a"]);
    expect(all("choice").every((b) => (b as HTMLButtonElement).disabled)).toBe(true);
  });

  it("keeps a bubble's element when its state changes", async () => {
    await talking();
    const before = all("message")[0]!;
    FakeSocket.last.say({ type: "read", role: "agent", seq: 100 });
    await soon();
    expect(all("message")[0]).toBe(before);
    expect(find("delivery").textContent).toBe("已读");
  });

  it("asks for a rating after the end, and thanks for it once given", async () => {
    api.handlers["POST /web/conversations/c1/rating"] = () => ({ status: 201, body: {} });
    await talking();
    expect(shown("rating")).toBe(false);
    FakeSocket.last.say({ type: "conversation", conversation: conversation({ status: "resolved", last_seq: 1 }) });
    await soon();
    find("rating-star-2").click();
    find("rating-tag-slow").click();
    find("rating-submit").click();
    find("rating-submit").click();
    await soon(5);
    expect(api.of("POST", "/web/conversations/c1/rating").map((c) => c.body)).toEqual([{ score: 2, tags: ["slow"] }]);
    expect(shown("rating")).toBe(false);
    api.handlers["POST /web/conversations"] = () => ({ status: 201, body: conversation({ id: "c2" }) });
    find("new-conversation").click();
    await soon(5);
    expect(shown("home")).toBe(true);
    expect(all("message")).toEqual([]);
  });

  it("shows place and wait in the queue", async () => {
    await talking();
    FakeSocket.last.say({ type: "conversation", conversation: conversation({ controller: "queue", queue: { position: 3, estimate_s: 130 }, last_seq: 1 }) });
    await soon();
    expect([find("queue-position").textContent, find("queue-estimate").textContent]).toEqual(["前面还有 2 位", "预计等待约 3 分钟"]);
    expect(shown("handoff")).toBe(false);
  });

  it("changes every word with the language", async () => {
    await talking();
    chat.setLocale("en");
    await soon(5);
    expect(find<HTMLTextAreaElement>("composer").placeholder).toBe("Type your question");
    expect(find("delivery").textContent).toBe("Sent");
    expect(panel.el.lang).toBe("en");
  });

  it("offers the message form instead of a person out of hours", async () => {
    api.handlers["GET /web/config"] = () => ({ body: { ...CONFIG, open: false } });
    await started();
    find("handoff").click();
    expect(shown("offline-form")).toBe(true);
    find("offline-submit").click();
    expect(panel.el.querySelector("#tandem-offline-contact-error")!.textContent).not.toBe("");
    expect(api.of("POST", "/web/offline-messages")).toEqual([]);
  });
});

describe("the embed", () => {
  afterEach(() => void delete (window as { Tandem?: unknown }).Tandem);

  it("runs what was queued before it loaded, listeners first", async () => {
    const seen: string[] = [];
    (window as unknown as { Tandem: unknown[] }).Tandem = [["open"], ["on", "open", () => seen.push("open")], ["nonsense"]];
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const embed = new Embed();
    const tandem = connectCommands(embed, { origin: "https://x.test" });
    tandem.boot({ site: "demo" });
    await soon(5);
    expect(seen).toEqual(["open"]);
    expect(warn).toHaveBeenCalledOnce();
    const shadow = document.getElementById("tandem-widget")!.shadowRoot!;
    expect(shadow.querySelector<HTMLElement>(".frame")!.hidden).toBe(false);
    tandem("close");
    expect(shadow.querySelector<HTMLElement>(".frame")!.hidden).toBe(true);
  });

  it("takes a function stub's queue too, and signs in with the first session", async () => {
    (window as unknown as { Tandem: unknown }).Tandem = Object.assign(() => undefined, { q: [["setUser", "jwt"]] });
    const embed = new Embed();
    connectCommands(embed, { origin: "https://x.test" }).boot({ site: "demo" });
    await soon(5);
    expect(api.of("POST", "/web/sessions").map((c) => c.body["identity"])).toEqual(["jwt"]);
  });

  it("contacts nobody about the person before the panel opens", async () => {
    const embed = new Embed();
    connectCommands(embed, { origin: "https://x.test" }).boot({ site: "demo" });
    await soon(5);
    expect(api.calls.map((c) => c.path)).toEqual(["/web/config?site=demo"]);
    expect(localStorage.length).toBe(0);
  });

  it("keeps the host page's shortcuts out of the text box, and Escape closes", async () => {
    const embed = new Embed();
    connectCommands(embed, { origin: "https://x.test" }).boot({ site: "demo" });
    embed.open();
    await soon(5);
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    const shadow = document.getElementById("tandem-widget")!.shadowRoot!;
    const box = shadow.querySelector<HTMLElement>("[data-testid=composer]")!;
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, composed: true }));
    expect(heard).not.toHaveBeenCalled();
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }));
    expect(shadow.querySelector<HTMLElement>(".frame")!.hidden).toBe(true);
    document.removeEventListener("keydown", heard);
  });
});
