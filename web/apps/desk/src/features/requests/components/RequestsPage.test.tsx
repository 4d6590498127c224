import type { CustomerRequest, Refund } from "@tandem/api";
import { Problem } from "@tandem/api";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { press, show } from "@/test/showing.tsx";
import { selfService } from "../api/requests.ts";
import { RequestsPage } from "./RequestsPage.tsx";

const REQUEST: CustomerRequest = {
  id: "r1", number: "ZX202611200000001", kind: "credit_objection", loan: "A1", fee: null, text: "九月并没有逾期", made_at: "2026-11-20T02:00:00Z", answer_by: "2000-01-01", state: "open",
  verdict: null, answer: null, answered_at: null, answered_by_name: null, customer_id: "c1", customer_name: "陈晓梅", conversation_id: null, taken_by: null, taken_by_name: null, taken_at: null, told: null, told_at: null, told_by_name: null, tell_at: null, closed: false,
};
const REFUND: Refund = {
  id: "f1", order_id: "o1", customer_id: "c1", customer_name: "陈晓梅", borrower: "B1", purpose: "repay", loan: "A1", payment_no: "P1", fen: 12_345, reason: "paid_twice", state: "stuck",
  created_at: "2026-11-20T02:00:00Z", done_at: null, looks: 4, restricted: false,
};
let rows: CustomerRequest[];

const page = <T,>(items: T[]) => ({ items, next: null });
const open = (permissions: string[], at = "/requests") =>
  show(<Routes><Route path="/requests/:section?" element={<RequestsPage />} /></Routes>, permissions, at);

beforeEach(() => {
  rows = [REQUEST, { ...REQUEST, id: "r2", number: "FY202611200000002", kind: "fee_dispute", fee: "penalty", text: "多收了罚息", answer_by: null }];
  vi.spyOn(selfService, "requests").mockImplementation(async ({ answered }) => page(rows.filter((one) => (one.state === "answered") === answered)));
  vi.spyOn(selfService, "waiting").mockResolvedValue({ fee_dispute: 1, credit_objection: 1, limit_review: 0, untold: 0, refunds_asked: 2, refunds_stuck: 1 });
  vi.spyOn(selfService, "refunds").mockResolvedValue(page([REFUND]));
  vi.spyOn(selfService, "take").mockImplementation(async (id) => {
    rows = rows.map((one) => (one.id === id ? { ...one, state: "taken", taken_by: "me", taken_by_name: "罗一鸣" } : one));
  });
  vi.spyOn(selfService, "answer").mockResolvedValue();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("is taken and answered by the keyboard", async () => {
  open(["loans.read", "loans.act"]);
  expect((await screen.findAllByTestId("due"))[0]!.textContent).toMatch(/超期/);
  press("j", { altKey: true });
  await screen.findByTestId("request-detail");
  press("c", { altKey: true });
  const words = await screen.findByTestId("request-answer");
  fireEvent.click(screen.getByTestId("request-send"));
  expect((await screen.findByRole("alert")).textContent).toBe("请写明答复");
  fireEvent.change(words, { target: { value: "已更正征信记录。" } });
  fireEvent.keyDown(words, { key: "Enter", ctrlKey: true });
  await waitFor(() => expect(selfService.answer).toHaveBeenCalledWith("r1", "upheld", "已更正征信记录。"));
});

it("shows who has it, and nothing to do without the permission", async () => {
  rows = [{ ...REQUEST, state: "taken", taken_by: "other", taken_by_name: "王强" }];
  open(["loans.read", "loans.act"]);
  fireEvent.click(await screen.findByTestId(`request-${REQUEST.number}`));
  expect((await screen.findByTestId("request-detail")).textContent).toContain("王强 正在处理");
  expect(screen.queryByTestId("request-answer")).toBeNull();
  expect(screen.queryByTestId("request-put-back")).toBeNull();
  cleanup();
  rows = [REQUEST];
  open(["loans.read"]);
  fireEvent.click(await screen.findByTestId(`request-${REQUEST.number}`));
  await screen.findByTestId("request-detail");
  expect(screen.queryByTestId("request-take")).toBeNull();
});

const ANSWERED: CustomerRequest = { ...REQUEST, state: "answered", verdict: "partly", answer: "已更正", answered_at: "2026-11-21T02:00:00Z", answered_by_name: "王强" };

it("says how the customer heard of the answer", async () => {
  rows = [{ ...ANSWERED, told: "person", told_by_name: "李敏", told_at: "2026-11-21T03:00:00Z" }];
  open(["loans.read", "loans.act"]);
  fireEvent.click(await screen.findByText("已答复"));
  fireEvent.click(await screen.findByTestId(`request-${REQUEST.number}`));
  expect((await screen.findByTestId("told")).textContent).toContain("由 李敏 告知客户");
  expect(screen.queryByTestId("told-mark")).toBeNull();
});

it("has those called who could not be told, by the keyboard, and counts them", async () => {
  rows = [{ ...ANSWERED, told: "nobody", told_at: "2026-11-21T03:00:00Z", tell_at: "2026-11-21T04:00:00Z" }];
  vi.mocked(selfService.waiting).mockResolvedValue({ fee_dispute: 0, credit_objection: 0, limit_review: 0, untold: 1, refunds_asked: 2, refunds_stuck: 1 });
  const told = vi.spyOn(selfService, "told").mockResolvedValue();
  const again = vi.spyOn(selfService, "tellAgain").mockResolvedValue();
  open(["loans.read", "loans.act"]);
  fireEvent.click(await screen.findByText("待告知 1"));
  await waitFor(() => expect(selfService.requests).toHaveBeenCalledWith(expect.objectContaining({ untold: true }), null));
  await screen.findByTestId(`request-${REQUEST.number}`);
  press("j", { altKey: true });
  expect((await screen.findByTestId("told")).textContent).toContain("请致电客户");
  fireEvent.click(screen.getByTestId("tell-again"));
  await waitFor(() => expect(again).toHaveBeenCalledWith("r1"));
  press("c", { altKey: true });
  await waitFor(() => expect(told).toHaveBeenCalledWith("r1"));
  expect(screen.getByTestId("tab-requests").textContent).toContain("1");
  expect(screen.getByTestId("tab-refunds").textContent).toContain("3");
});

it("shows no way to tell without the permission", async () => {
  rows = [{ ...ANSWERED, told: "nobody", told_at: "2026-11-21T03:00:00Z" }];
  open(["loans.read"]);
  fireEvent.click(await screen.findByText("已答复"));
  fireEvent.click(await screen.findByTestId(`request-${REQUEST.number}`));
  expect((await screen.findByTestId("told")).textContent).toContain("不再自动重试");
  expect(screen.queryByTestId("told-mark")).toBeNull();
});

it("has its empty and its failed state", async () => {
  rows = [];
  open(["loans.read"]);
  expect((await screen.findByTestId("empty-state")).textContent).toContain("没有待处理的申请");
  cleanup();
  vi.spyOn(selfService, "requests").mockRejectedValue(new Problem(503, { code: "busy", title: "稍后再试" }));
  open(["loans.read"]);
  await screen.findByTestId("error-state");
});

it("closes a stuck refund, saying how", async () => {
  const close = vi.spyOn(selfService, "closeRefund").mockResolvedValue();
  open(["loans.read", "loans.act"], "/requests/refunds");
  fireEvent.click(await screen.findByTestId("refund-close"));
  expect(screen.getByText(/¥123.45/, { selector: ".ant-modal-title" })).toBeTruthy();
  fireEvent.click(screen.getByLabelText("核实后无需退还"));
  fireEvent.click(screen.getAllByText("了 结").at(-1)!);
  await waitFor(() => expect(close).toHaveBeenCalledWith("f1", "not_owed"));
});

it("asks for the list again only when the counts change: each look is audited", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  open(["loans.read"]);
  await screen.findByTestId("request-rows");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(vi.mocked(selfService.waiting).mock.calls.length).toBeGreaterThan(2);
  expect(selfService.requests).toHaveBeenCalledTimes(1);
  vi.mocked(selfService.waiting).mockResolvedValue({ fee_dispute: 2, credit_objection: 1, limit_review: 0, untold: 0, refunds_asked: 2, refunds_stuck: 1 });
  await vi.advanceTimersByTimeAsync(11_000);
  expect(selfService.requests).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
