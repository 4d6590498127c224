import { afterEach, beforeEach, vi } from "vitest";
import { Chat, memoryStorage, type ChatOptions, type KeyValues } from "../src/index.ts";
import { FakeApi, FakeSocket, message } from "./fakes.ts";

/** What every test of the chat stands on: a scripted API, fake sockets, still time. Fresh for each test. Nothing is taken
 *  from the globals: there is no page here. */
export let api: FakeApi;
export let storage: KeyValues;
let chats: Chat[];
let seq = 0;

export const open = ({ environment, ...over }: Partial<ChatOptions> = {}): Chat => {
  const socket = (url: string): WebSocket => new FakeSocket(url) as unknown as WebSocket;
  const world = { fetch: api.fetch, socket, storage, ...environment };
  const chat = new Chat({ origin: "https://x.test", site: "demo", locale: "zh-CN", environment: world, ...over });
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
  storage = memoryStorage();
  api = new FakeApi();
  FakeSocket.all = [];
  chats = [];
  seq = 0;
  api.handlers["POST /web/conversations/c1/messages"] = accept;
});
afterEach(() => {
  chats.forEach((c) => c.destroy());
  vi.useRealTimers();
});
