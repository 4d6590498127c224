import { afterEach, beforeEach, vi } from "vitest";
import { Chat } from "../../src/chat/chat.ts";
import { FakeApi, FakeSocket, message } from "../fakes.ts";

/** What every test of the chat stands on: a scripted API, fake sockets, still time. Fresh for each test. */
export let api: FakeApi;
let chats: Chat[];
let seq = 0;

export const open = (over = {}): Chat => {
  const chat = new Chat({ origin: "https://x.test", site: "demo", locale: "zh-CN", ...over });
  chats.push(chat);
  return chat;
};
export const tick = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
export const texts = (chat: Chat) => chat.state.messages.map((m) => m.text);

/** The API takes the message and gives it the next number. */
export const accept = (call: { body: Record<string, unknown> }) => {
  seq += 1;
  return { status: 201, body: message(seq, { role: "customer", author: null, client_id: String(call.body["client_id"]), text: String(call.body["text"] ?? "") }) };
};
export const counting = { from: (n: number): void => void (seq = n) };

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  api = new FakeApi();
  api.install();
  FakeSocket.all = [];
  chats = [];
  seq = 0;
  vi.stubGlobal("WebSocket", FakeSocket);
  api.handlers["POST /web/conversations/c1/messages"] = accept;
});
afterEach(() => {
  chats.forEach((c) => c.destroy());
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
