import { Problem, type Draft, type SilentSeat, type StaffFrame } from "@tandem/api";
import { useCommandKeys } from "@tandem/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/lib/api.ts";
import * as attention from "@/lib/attention.ts";
import { realtime } from "@/lib/realtime.ts";
import { MeProvider } from "@/lib/session.tsx";
import { aDraft } from "@/test/drafts.ts";
import { SilentSeatPage } from "./SilentSeatPage.tsx";

const ME = { id: "me", username: "agent01", name: "林静怡", roles: ["agent"], permissions: ["drafts.decide", "conversations.claim"], team: null, business_line: null, locale: "zh-CN", preferences: {} } as const;
const SEAT: SilentSeat = { on: true, present: true, since: null, people: [{ id: "me", name: "林静怡" }], waiting: 2, budget_s: 20 };
const soon = (s: number) => new Date(Date.now() + s * 1000).toISOString();
let line: Draft[];

function Keys() {
  useCommandKeys();
  return null;
}

function show(seat: Partial<SilentSeat> = {}, lists: () => Promise<Draft[]> = async () => line) {
  vi.spyOn(api.drafts, "seat").mockResolvedValue({ ...SEAT, ...seat });
  vi.spyOn(api.drafts, "sit").mockResolvedValue(SEAT);
  vi.spyOn(api.drafts, "list").mockImplementation(lists);
  vi.spyOn(api.drafts, "figures").mockResolvedValue({ approved: 3, edited: 1, replaced: 0, taken_over: 0, handed_over: 0, expired: 2, median_s: 4 });
  vi.spyOn(api.drafts, "look").mockImplementation(async (id) => line.find((d) => d.id === id)!);
  vi.spyOn(api.drafts, "stopLooking").mockResolvedValue(undefined);
  const answer = vi.spyOn(api.drafts, "answer").mockImplementation(async (id) => ({ ...aDraft(id), state: "approved" }));
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <MeProvider value={ME as never}>
        <App><MemoryRouter><Keys /><SilentSeatPage /></MemoryRouter></App>
      </MeProvider>
    </QueryClientProvider>,
  );
  return answer;
}

const press = (key: string, more: object = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key, code: /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key, ...more });
const shown = (id: string) => waitFor(() => expect(screen.getByTestId("draft-card").dataset.draft).toBe(id));
/** A card lets nothing out in its first moments. */
const settled = () => act(async () => void vi.setSystemTime(Date.now() + 1_000));
const hear = (frame: StaffFrame) => act(async () => (realtime as unknown as { receive: (f: StaffFrame) => void }).receive(frame));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  // jsdom has no layout; antd asks for it.
  vi.stubGlobal("matchMedia", () => ({ matches: false, addListener: () => {}, removeListener: () => {}, addEventListener: () => {}, removeEventListener: () => {} }));
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
  line = [aDraft("a", { due_at: soon(10), opened_at: soon(-10) }), aDraft("b", { due_at: soon(20), opened_at: soon(0), question: "能晚几天还吗" })];
});
afterEach(() => {
  cleanup();
  sessionStorage.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("lets the draft out with Enter, and brings the next", async () => {
  const answer = show();
  await shown("a");
  press("Enter");
  expect(answer).not.toHaveBeenCalled();
  await settled();
  press("Enter");
  expect(answer).toHaveBeenCalledWith("a", { client_id: expect.stringMatching(/^[\w-]{8,64}$/) });
  await shown("b");
  expect(screen.getByTestId("draft-question").textContent).toBe("能晚几天还吗");
});

it("replaces by number, goes back with 0, sends with Enter", async () => {
  const answer = show();
  await shown("a");
  await settled();
  press("2");
  expect(screen.getByTestId("draft-text").textContent).toBe("答2");
  press("0");
  expect(screen.getByTestId("draft-text").textContent).toBe("答0");
  press("1");
  press("Enter");
  expect(answer.mock.calls[0]![1]).toMatchObject({ entry_id: "e1" });
});

it("finds any entry by the keyboard alone", async () => {
  const hit = (n: number) => ({ entry_id: `s${n}`, key: `k${n}`, question: `找到${n}`, answer: `答案${n}`, score: 1, confidence: 0.1 });
  vi.spyOn(api.knowledge, "search").mockResolvedValue({ items: [hit(1), hit(2), hit(3)] } as never);
  const answer = show();
  await shown("a");
  await settled();
  press("k");
  const field = await screen.findByTestId("draft-search-field");
  await waitFor(() => expect(screen.getAllByTestId("draft-search-hit").map((h) => h.getAttribute("aria-selected"))).toEqual(["true", "false", "false"]));
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) fireEvent.keyDown(field, { key });
  expect(screen.getAllByTestId("draft-search-hit")[1]!.getAttribute("aria-selected")).toBe("true");
  fireEvent.keyDown(field, { key: "Enter" });
  expect(screen.getByTestId("draft-text").textContent).toBe("答案2");
  press("Enter");
  expect(answer.mock.calls[0]![1]).toMatchObject({ entry_id: "s2" });
});

it("calls whoever has nothing to do or looks elsewhere, and nobody who is at work", async () => {
  const called = vi.spyOn(attention, "chime").mockImplementation(() => {});
  const told = vi.spyOn(attention, "notify").mockImplementation(() => {});
  line = [];
  show();
  await screen.findByText("没有待处理的草稿");
  await hear({ type: "draft", draft: aDraft("c", { due_at: soon(20) }) });
  await shown("c");
  expect(called).toHaveBeenCalledTimes(1);
  await hear({ type: "draft", draft: aDraft("d", { due_at: soon(21) }) });
  expect(called).toHaveBeenCalledTimes(1);
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  await hear({ type: "draft", draft: aDraft("e", { due_at: soon(22), question: "能提前还吗" }) });
  expect(called).toHaveBeenCalledTimes(2);
  expect(told).toHaveBeenLastCalledWith("有草稿待过目", "能提前还吗", "silent-seat", expect.any(Function));
});

it("edits in place and sends with Ctrl+Enter; Escape gives up", async () => {
  const answer = show();
  await shown("a");
  await settled();
  press("e");
  const field = () => screen.getByTestId<HTMLTextAreaElement>("draft-editor");
  expect(field().value).toBe("答0");
  expect(api.drafts.look).toHaveBeenCalledWith("a", true);
  press("Escape");
  expect(screen.queryByTestId("draft-editor")).toBeNull();
  press("e");
  fireEvent.change(field(), { target: { value: "我来为您说明" } });
  press("s");
  expect(screen.getByTestId("draft-card").dataset.draft).toBe("a");
  press("Enter", { ctrlKey: true });
  expect(answer.mock.calls[0]![1]).toMatchObject({ text: "我来为您说明" });
});

it("passes by with S, and says so when nothing else is left", async () => {
  show();
  await shown("a");
  press("s");
  await shown("b");
  press("s");
  await screen.findByText("其余草稿您已跳过");
  fireEvent.click(screen.getAllByTestId("draft-row")[0]!);
  await shown("a");
});

it("takes a draft away that somebody else decided, and takes a new one in", async () => {
  show();
  await shown("a");
  await hear({ type: "draft_gone", draft_id: "a", state: "approved", by: "陈子航", by_id: "you" });
  await shown("b");
  await screen.findByText("陈子航 已经放行了这条草稿");
  await hear({ type: "draft_held", draft_id: "b", held_by: { id: "you", name: "陈子航" }, due_at: soon(20) });
  await hear({ type: "draft", draft: aDraft("c", { due_at: soon(15) }) });
  await waitFor(() => expect(screen.getAllByTestId("draft-row")).toHaveLength(2));
});

it("tells who was faster when a decision comes too late", async () => {
  show();
  vi.spyOn(api.drafts, "answer").mockRejectedValue(new Problem(409, { code: "draft_gone", state: "edited", by: "陈子航" }));
  await shown("a");
  await settled();
  line = line.slice(1);
  press("Enter");
  await screen.findByText("陈子航 已经修改并发出了这条草稿");
});

it("asks to sit down first, and shows when the silent seat is off", async () => {
  line = [];
  show({ present: false });
  await screen.findByText("坐到静默坐席");
  press("Enter");
  await waitFor(() => expect(api.drafts.sit).toHaveBeenCalledWith(true));
  await screen.findByText("没有待处理的草稿");
  cleanup();
  show({ on: false, present: false });
  await screen.findByText("静默坐席没有开启");
});

it("shows nothing any more to somebody whose role is gone", async () => {
  show();
  await shown("a");
  vi.spyOn(api.drafts, "seat").mockRejectedValue(new Problem(403, { code: "forbidden" }));
  await hear({ type: "silent_seat" } as StaffFrame);
  await screen.findByTestId("error-state");
  expect(screen.queryByTestId("draft-card")).toBeNull();
});

it("shows the figures of the day, and an error that can be tried again", async () => {
  show();
  await waitFor(() => expect(screen.getByTestId("draft-figures").textContent).toContain("3原样放行"));
  cleanup();
  show({}, () => Promise.reject(new Problem(503, { code: "unavailable" })));
  await screen.findByTestId("error-state");
});
