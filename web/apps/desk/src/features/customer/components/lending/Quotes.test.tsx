import { Problem, type LendingState, type Loan, type LoanCommand, type PrepaymentQuote } from "@tandem/api";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { show } from "@/test/showing.tsx";
import { customersApi } from "../../api/customers.ts";
import { Lending } from "./Lending.tsx";

const LOAN: Loan = {
  id: "L1", product: "随心借", amount_fen: 1_200_000, principal_fen: 500_000, periods: 12, paid_periods: 7, state: "current", disbursed_on: "2026-04-08",
  next_due_on: "2026-12-08", overdue_days: 0, due_on: "2026-12-08", due_fen: 107_500, certificate: null,
};
const LENDING: LendingState = { state: "ok", loans: [LOAN], cards: [{ id: "c1", label: "建设银行(6217)" }], limit: null, commands: [] };
const line = (number: number, due_on: string, left_fen: number) => ({ number, due_on, principal_fen: left_fen, interest_fen: 0, late_fen: 0, penalty_fen: 0, left_fen, state: "planned" as const });
const quoteOf = (fen: number): PrepaymentQuote => ({
  loan: "L1", on: "2026-11-22", principal_fen: fen, interest_fen: 0, fee_fen: 0, total_fen: fen, effect: "smaller_instalments", next_before_fen: 107_500, saved_fen: 3_790,
  plan: [line(8, "2026-12-08", 86_750), line(9, "2027-01-08", 86_750)],
});
const done: LoanCommand = { id: "x", key: "k", kind: "prepay", params: {}, state: "done", requested_at: "2026-11-22T04:00:00Z", settled_at: "2026-11-22T04:00:01Z", number: "HS9", refusal: null };

beforeEach(() => {
  vi.spyOn(customersApi, "prepaymentQuote").mockImplementation(async (_id, _loan, fen) => quoteOf(fen));
  vi.spyOn(customersApi, "quote").mockResolvedValue({ loan: "L1", on: "2026-11-22", principal_fen: 500_000, interest_fen: 3_500, fee_fen: 0, total_fen: 503_500, paid_ahead_fen: 100_000, to_pay_fen: 403_500, opening: null });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const lending = () => show(<Lending id="p1" lending={LENDING} />, ["loans.read", "loans.act"]);
const type = (amount: string) => fireEvent.change(screen.getByTestId("prepay-amount"), { target: { value: amount } });

it("quotes a partial prepayment with the plan that comes of it, and does exactly that", async () => {
  const send = vi.spyOn(customersApi, "command").mockResolvedValue(done);
  lending();
  fireEvent.click(await screen.findByTestId("loan-prepay"));
  type("0");
  expect((screen.getByTestId("prepay-ask") as HTMLButtonElement).disabled).toBe(true);
  type("1000");
  fireEvent.submit(screen.getByTestId("prepay-amount").closest("form")!);
  expect((await screen.findByTestId("prepay-quote")).dataset.total).toBe("100000");
  expect(screen.getByTestId("prepay-after").textContent).toMatch(/期数不变，还剩 2 期.*¥1,075\.00 变为 ¥867\.50.*¥37\.90/);
  expect((screen.getByTestId("prepay-confirm") as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(screen.getByTestId("prepay-agreed"));
  type("1200"); // another amount is another quote
  expect(screen.queryByTestId("prepay-confirm")).toBeNull();
  fireEvent.click(screen.getByTestId("prepay-ask"));
  await waitFor(() => expect(screen.getByTestId("prepay-quote").dataset.total).toBe("120000"));
  fireEvent.click(screen.getByTestId("prepay-agreed"));
  fireEvent.click(screen.getByTestId("prepay-confirm"));
  expect((await screen.findByTestId("act-result")).textContent).toContain("HS9");
  expect(send.mock.calls[0]![1]).toMatchObject({ kind: "prepay", params: { loan: "L1", card: "c1", fen: 120_000, total_fen: 120_000 } });
  expect(screen.queryByTestId("prepay-confirm")).toBeNull();
});

it("says why there is no quote", async () => {
  vi.mocked(customersApi.prepaymentQuote).mockRejectedValue(new Problem(409, { code: "quote_refused", title: "", refusal: "this_month_done" }));
  lending();
  fireEvent.click(await screen.findByTestId("loan-prepay"));
  type("600");
  fireEvent.click(screen.getByTestId("prepay-ask"));
  expect((await screen.findByTestId("quote-refused")).textContent).toContain("本月已经办过");
  expect(screen.queryByTestId("prepay-confirm")).toBeNull();
});

it("settles for what is still to pay, and offers the certificate at once", async () => {
  const send = vi.spyOn(customersApi, "command").mockResolvedValue({ ...done, kind: "settle" });
  lending();
  fireEvent.click(await screen.findByTestId("loan-settle"));
  fireEvent.click(await screen.findByTestId("settle-agreed"));
  fireEvent.click(screen.getByTestId("settle-confirm"));
  fireEvent.click(await screen.findByTestId("settle-certify"));
  expect(send.mock.calls[0]![1]).toMatchObject({ kind: "settle", params: { total_fen: 403_500 } });
  send.mockResolvedValue({ ...done, kind: "certificate", number: "HS10" });
  fireEvent.click(await screen.findByTestId("act-submit"));
  expect((await screen.findByTestId("act-result")).textContent).toContain("HS10");
  expect(send.mock.calls[1]![1]).toMatchObject({ kind: "certificate", params: { loan: "L1", delivery: "app" } });
});

it("asks nobody to agree to a settlement that the core refuses at this hour", async () => {
  vi.mocked(customersApi.quote).mockResolvedValue({ loan: "L1", on: "2026-11-22", principal_fen: 500_000, interest_fen: 3_500, fee_fen: 0, total_fen: 503_500, paid_ahead_fen: 100_000, to_pay_fen: 403_500, opening: { open: false, changes_at: "2026-11-23T00:00:00Z", text: "每天 08:00–22:00" } });
  lending();
  fireEvent.click(await screen.findByTestId("loan-settle"));
  expect((await screen.findByTestId("settle-closed")).textContent).toContain("每天 08:00–22:00");
  expect(screen.getByTestId("settle-quote").dataset.total).toBe("503500");
  expect(screen.queryByTestId("settle-confirm")).toBeNull();
});

it("says whose loans are not shown", async () => {
  show(<Lending id="p1" lending={LENDING} others={["HS2"]} />, ["loans.read"]);
  expect((await screen.findByTestId("other-borrowers")).textContent).toContain("HS2");
});

it("disputes a fee by the words that everybody uses", async () => {
  const send = vi.spyOn(customersApi, "command").mockResolvedValue({ ...done, kind: "dispute" });
  lending();
  fireEvent.click(await screen.findByTestId("loan-dispute"));
  fireEvent.mouseDown((await screen.findByTestId("act-fee")).querySelector(".ant-select-selector, .ant-select-content") ?? screen.getByTestId("act-fee"));
  fireEvent.click(await screen.findByText("罚息", { selector: ".ant-select-item-option-content" }));
  fireEvent.change(screen.getByLabelText("情况说明"), { target: { value: "已经减免过" } });
  fireEvent.click(screen.getByTestId("act-submit"));
  await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
  expect(send.mock.calls[0]![1]).toMatchObject({ kind: "dispute", params: { loan: "L1", fee: "penalty", description: "已经减免过" } });
});
