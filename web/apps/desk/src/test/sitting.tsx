import { type Draft, type SilentSeat, type StaffFrame } from "@tandem/api";
import { useCommandKeys } from "@tandem/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { expect, vi } from "vitest";
import { SilentSeatPage } from "@/features/silentSeat/components/SilentSeatPage.tsx";
import { api } from "@/lib/api.ts";
import { realtime } from "@/lib/realtime.ts";
import { MeProvider } from "@/lib/session.tsx";
import { aDraft } from "./drafts.ts";

const ME = { id: "me", username: "agent01", name: "林静怡", roles: ["agent"], permissions: ["drafts.decide", "conversations.claim"], team: null, business_line: null, locale: "zh-CN", preferences: {} } as const;
const SEAT: SilentSeat = { on: true, present: true, since: null, people: [{ id: "me", name: "林静怡" }], waiting: 2, budget_s: 20 };
export const soon = (s: number) => new Date(Date.now() + s * 1000).toISOString();
/** The drafts that wait, as the server has them. */
export const seat: { line: Draft[] } = { line: [] };

function Keys() {
  useCommandKeys();
  return null;
}

/** The silent seat with two drafts before it; gives the calls that answered. */
export function sit(with_: Partial<SilentSeat> = {}, lists: () => Promise<Draft[]> = async () => seat.line) {
  vi.spyOn(api.drafts, "seat").mockResolvedValue({ ...SEAT, ...with_ });
  vi.spyOn(api.drafts, "sit").mockResolvedValue(SEAT);
  vi.spyOn(api.drafts, "list").mockImplementation(lists);
  vi.spyOn(api.drafts, "figures").mockResolvedValue({ approved: 3, edited: 1, replaced: 0, taken_over: 0, handed_over: 0, expired: 2, median_s: 4 });
  vi.spyOn(api.drafts, "look").mockImplementation(async (id) => seat.line.find((d) => d.id === id)!);
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

export const press = (key: string, more: object = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key, code: /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key, ...more });
export const shown = (id: string) => waitFor(() => expect(screen.getByTestId("draft-card").dataset.draft).toBe(id));
/** A card lets nothing out in its first moments. */
export const settled = () => act(async () => void vi.setSystemTime(Date.now() + 1_000));
export const hear = (frame: StaffFrame) => act(async () => (realtime as unknown as { receive: (f: StaffFrame) => void }).receive(frame));

export function begin(): void {
  vi.useFakeTimers({ toFake: ["Date"] });
  // jsdom has no layout; antd asks for it.
  vi.stubGlobal("matchMedia", () => ({ matches: false, addListener: () => {}, removeListener: () => {}, addEventListener: () => {}, removeEventListener: () => {} }));
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
  seat.line = [aDraft("a", { due_at: soon(10), opened_at: soon(-10) }), aDraft("b", { due_at: soon(20), opened_at: soon(0), question: "能晚几天还吗" })];
}

export function end(): void {
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
}
