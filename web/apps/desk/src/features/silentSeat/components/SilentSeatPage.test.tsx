import { Problem, type StaffFrame } from "@tandem/api";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/lib/api.ts";
import * as attention from "@/lib/attention.ts";
import { aDraft } from "@/test/drafts.ts";
import { begin, end, hear, press, seat, settled, shown, sit, soon } from "@/test/sitting.tsx";

beforeEach(begin);
afterEach(end);

it("lets the draft out with Enter, and brings the next", async () => {
  const answer = sit();
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
  const answer = sit();
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

it("says which of several questions the draft does not answer, until another answer is chosen", async () => {
  seat.line = [aDraft("a", { due_at: soon(20), composed: { model: "m", sources: [], sentences: [], open: ["还款日能改吗"] } })];
  sit();
  await shown("a");
  await settled();
  expect(screen.getByTestId("draft-still-open").textContent).toContain("“还款日能改吗”");
  press("1");
  expect(screen.queryByTestId("draft-still-open")).toBeNull();
});

it("finds any entry by the keyboard alone", async () => {
  const hit = (n: number) => ({ entry_id: `s${n}`, key: `k${n}`, question: `找到${n}`, answer: `答案${n}`, score: 1, confidence: 0.1 });
  vi.spyOn(api.knowledge, "search").mockResolvedValue({ items: [hit(1), hit(2), hit(3)] } as never);
  const answer = sit();
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
  seat.line = [];
  sit();
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
  const answer = sit();
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
  sit();
  await shown("a");
  press("s");
  await shown("b");
  press("s");
  await screen.findByText("其余草稿您已跳过");
  fireEvent.click(screen.getAllByTestId("draft-row")[0]!);
  await shown("a");
});

it("takes a draft away that somebody else decided, and takes a new one in", async () => {
  sit();
  await shown("a");
  await hear({ type: "draft_gone", draft_id: "a", state: "approved", by: "陈子航", by_id: "you" });
  await shown("b");
  await screen.findByText("陈子航 已经放行了这条草稿");
  await hear({ type: "draft_held", draft_id: "b", held_by: { id: "you", name: "陈子航" }, due_at: soon(20) });
  await hear({ type: "draft", draft: aDraft("c", { due_at: soon(15) }) });
  await waitFor(() => expect(screen.getAllByTestId("draft-row")).toHaveLength(2));
});

it("tells who was faster when a decision comes too late", async () => {
  sit();
  vi.spyOn(api.drafts, "answer").mockRejectedValue(new Problem(409, { code: "draft_gone", state: "edited", by: "陈子航" }));
  await shown("a");
  await settled();
  seat.line = seat.line.slice(1);
  press("Enter");
  await screen.findByText("陈子航 已经修改并发出了这条草稿");
});

it("asks to sit down first, and shows when the silent seat is off", async () => {
  seat.line = [];
  sit({ present: false });
  await screen.findByText("坐到静默坐席");
  press("Enter");
  await waitFor(() => expect(api.drafts.sit).toHaveBeenCalledWith(true));
  await screen.findByText("没有待处理的草稿");
  cleanup();
  sit({ on: false, present: false });
  await screen.findByText("静默坐席没有开启");
});

it("shows nothing any more to somebody whose role is gone", async () => {
  sit();
  await shown("a");
  vi.spyOn(api.drafts, "seat").mockRejectedValue(new Problem(403, { code: "forbidden" }));
  await hear({ type: "silent_seat" } as StaffFrame);
  await screen.findByTestId("error-state");
  expect(screen.queryByTestId("draft-card")).toBeNull();
});

it("shows the figures of the day, and an error that can be tried again", async () => {
  sit();
  await waitFor(() => expect(screen.getByTestId("draft-figures").textContent).toContain("3原样放行"));
  cleanup();
  sit({}, () => Promise.reject(new Problem(503, { code: "unavailable" })));
  await screen.findByTestId("error-state");
});
