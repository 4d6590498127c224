import { Problem, type Family, type LendingState, type Loan, type LoanCommand, type Panorama, type StaffFrame } from "@tandem/api";
import { onlineManager } from "@tanstack/react-query";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { realtime } from "@/lib/realtime.ts";
import { show } from "@/test/showing.tsx";
import { customersApi } from "../api/customers.ts";
import { CustomerPanel } from "./CustomerPanel.tsx";

const LOAN: Loan = {
  id: "L1", product: "随心借", amount_fen: 1_200_000, principal_fen: 500_000, periods: 12, paid_periods: 7, state: "current", disbursed_on: "2026-04-08",
  next_due_on: "2026-12-08", overdue_days: 0, due_on: "2026-12-08", due_fen: 107_500, certificate: null,
};
const LENDING: LendingState = { state: "ok", loans: [LOAN], cards: [{ id: "c1", label: "建设银行(6217)" }], limit: null, commands: [] };
const SEEN: Panorama = {
  as_of: "2026-11-22T04:00:00Z", block: null, level: null, needs: {}, tags: null, segments: null, strategy: null, need: null, consents: [], merge_candidates: null, contacts: [], steps: [],
  customer: { id: "p1", name: "王雨欣", named: true, verified: true, verified_at: null, locale: null, created_at: "2026-01-01T00:00:00Z", borrower: "B1", merged: 0, personal: {} },
  lending: LENDING,
};
const command = (state: LoanCommand["state"]): LoanCommand => ({
  id: "x", key: "k", kind: "settle", params: {}, state, requested_at: "2026-11-22T04:00:00Z", settled_at: null, number: null, refusal: null,
});
let seen: Panorama;

beforeEach(() => {
  seen = SEEN;
  vi.spyOn(customersApi, "panorama").mockImplementation(async () => seen);
  vi.spyOn(customersApi, "quote").mockResolvedValue({ loan: "L1", on: "2026-11-22", principal_fen: 500_000, interest_fen: 3_500, fee_fen: 0, total_fen: 503_500, paid_ahead_fen: 0, to_pay_fen: 503_500, opening: null });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const panel = (permissions = ["loans.read", "loans.act"]) =>
  show(<CustomerPanel customerId="c9" conversationId="v1" fallback={<b>访客</b>} first={null} conversation={null} />, permissions);

async function confirm() {
  fireEvent.click(await screen.findByTestId("loan-settle"));
  expect((await screen.findByTestId("settle-quote")).dataset.total).toBe("503500");
  expect((screen.getByTestId("settle-confirm") as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(screen.getByTestId("settle-agreed"));
  fireEvent.click(screen.getByTestId("settle-confirm"));
}

it("shows what is open as open, never as done, and hears when it ends", async () => {
  vi.spyOn(customersApi, "command").mockImplementation(async () => {
    seen = { ...SEEN, lending: { ...LENDING, commands: [command("pending")] } };
    return command("pending");
  });
  panel();
  await confirm();
  const result = await screen.findByTestId("act-result");
  expect(result.dataset.state).toBe("pending");
  expect(result.textContent).toContain("请勿重复提交");
  expect(screen.queryByTestId("settle-confirm")).toBeNull();
  await waitFor(() => expect(screen.getByTestId("loan-command").dataset.state).toBe("pending"));
  seen = { ...SEEN, lending: { ...LENDING, loans: [{ ...LOAN, state: "settled", due_fen: null }], commands: [{ ...command("done"), number: "HS1", settled_at: "2026-11-22T04:00:05Z" }] } };
  const frame: StaffFrame = { type: "customer", customer_id: "p1" };
  await act(async () => (realtime as unknown as { receive: (f: StaffFrame) => void }).receive(frame));
  await waitFor(() => expect(screen.getByTestId("loan-command").dataset.state).toBe("done"));
});

it("keeps the key while nobody knows what became of it, and takes another after a refusal", async () => {
  const send = vi.spyOn(customersApi, "command").mockRejectedValueOnce(new Problem(503, { code: "unavailable" })).mockResolvedValue({ ...command("refused"), refusal: "closed" });
  panel();
  await confirm();
  await screen.findByTestId("act-error");
  fireEvent.click(screen.getByTestId("settle-confirm"));
  expect((await screen.findByTestId("act-result")).textContent).toContain("不在办理时间");
  expect(send.mock.calls[1]![1].key).toBe(send.mock.calls[0]![1].key);
  fireEvent.click(screen.getByText("再试一次"));
  fireEvent.click(await screen.findByTestId("settle-agreed"));
  fireEvent.click(screen.getByTestId("settle-confirm"));
  await waitFor(() => expect(send).toHaveBeenCalledTimes(3));
  expect(send.mock.calls[2]![1].key).not.toBe(send.mock.calls[1]![1].key);
});

it("says that the core is down, shows the rest, and asks it alone: by itself, and when told to", async () => {
  const down_ = { ...LENDING, state: "down" as const, loans: [], cards: [] };
  seen = { ...SEEN, lending: down_ };
  const ask = vi.spyOn(customersApi, "lending").mockResolvedValueOnce(down_).mockResolvedValue(LENDING);
  panel();
  const down = await screen.findByTestId("core-down");
  await waitFor(() => expect(ask).toHaveBeenCalledTimes(1));
  await waitFor(() => expect(within(down).getByRole("button").className).not.toContain("loading"));
  expect(screen.getByTestId("customer-who").textContent).toContain("王雨欣");
  fireEvent.click(within(down).getByRole("button"));
  expect((await screen.findByTestId("loan-due")).textContent).toBe("¥1,075.00");
  expect(ask).toHaveBeenCalledTimes(2);
});

it("keeps the quote that was agreed to when the network comes back", async () => {
  panel();
  await confirm_("loan-settle");
  const asked = vi.mocked(customersApi.quote).mock.calls.length;
  vi.mocked(customersApi.quote).mockResolvedValue({ loan: "L1", on: "2026-11-23", principal_fen: 500_000, interest_fen: 9_900, fee_fen: 0, total_fen: 509_900, paid_ahead_fen: 0, to_pay_fen: 509_900, opening: null });
  await act(async () => { onlineManager.setOnline(false); onlineManager.setOnline(true); });
  expect(screen.getByTestId("settle-quote").dataset.total).toBe("503500");
  expect(vi.mocked(customersApi.quote).mock.calls.length).toBe(asked);
});

async function confirm_(id: string) {
  fireEvent.click(await screen.findByTestId(id));
  await screen.findByTestId("settle-quote");
}

it("lets an agent vouch by number and method, and only those who may take it back", async () => {
  seen = { ...SEEN, level: "public", customer: { ...SEEN.customer, verified: false, borrower: null } };
  const vouch = vi.spyOn(customersApi, "vouch").mockResolvedValue({ level: "fresh", fresh_until: null });
  panel();
  fireEvent.click(await screen.findByTestId("vouch"));
  expect(screen.queryByTestId("vouch-withdraw")).toBeNull();
  const go = await screen.findByTestId("vouch-do");
  fireEvent.change(screen.getByTestId("vouch-number"), { target: { value: " two_loans " } });
  expect((go as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(screen.getByText("回拨了登记的手机"));
  seen = { ...SEEN, level: "fresh" };
  fireEvent.click(go);
  await waitFor(() => expect(vouch).toHaveBeenCalledWith("v1", { borrower: "two_loans", how: "call_back" }));
  await waitFor(() => expect(screen.queryByTestId("vouch")).toBeNull());
});

it("acts only for a customer who is proven, or on a supervisor's word", async () => {
  seen = { ...SEEN, level: "bound", needs: { settle: "fresh" } };
  const sent = vi.spyOn(customersApi, "command").mockResolvedValue({ ...command("done"), number: "HS1" });
  panel(["loans.read", "loans.act", "loans.override"]);
  fireEvent.click(await screen.findByTestId("loan-settle"));
  const gate = await screen.findByTestId("act-gate");
  expect(gate.dataset).toMatchObject({ needed: "fresh", have: "bound" });
  expect(within(gate).getByTestId("vouch")).toBeTruthy();
  fireEvent.click(await screen.findByTestId("settle-agreed"));
  expect((screen.getByTestId("settle-confirm") as HTMLButtonElement).disabled).toBe(true);
  fireEvent.mouseDown(within(gate).getByRole("combobox"));
  fireEvent.click(await screen.findByText("客户在网点当面核实", { selector: ".ant-select-item-option-content" }));
  fireEvent.click(screen.getByTestId("settle-confirm"));
  await waitFor(() => expect(sent).toHaveBeenCalledWith("c9", expect.objectContaining({ kind: "settle", conversation: "v1", override: "branch" })));
});

it("takes back what an agent vouched for, with a reason", async () => {
  seen = { ...SEEN, level: "bound" };
  const back = vi.spyOn(customersApi, "withdrawVouch").mockResolvedValue({ level: "public", fresh_until: null });
  panel(["customers.merge_proven"]);
  fireEvent.click(await screen.findByTestId("vouch-withdraw"));
  expect(screen.queryByTestId("vouch")).toBeNull();
  expect((await screen.findByTestId("vouch-withdraw-do") as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(screen.getByText("填错了客户号"));
  fireEvent.change(screen.getByTestId("vouch-withdraw-note"), { target: { value: "差一位" } });
  fireEvent.click(screen.getByTestId("vouch-withdraw-do"));
  await waitFor(() => expect(back).toHaveBeenCalledWith("v1", { reason: "wrong_number", note: "差一位" }));
});

it("hides a number shown in full when another customer is opened", async () => {
  seen = { ...SEEN, customer: { ...SEEN.customer, personal: { phone: "138****8000" } } };
  vi.spyOn(customersApi, "unmask").mockResolvedValue({ kind: "phone", value: "13800138000" });
  show(<Switching />, ["customers.unmask"]);
  await screen.findByTestId("unmask-phone");
  for (const customer of ["c10", "c9"]) {
    fireEvent.click(screen.getByText(customer));
    await waitFor(() => expect(customersApi.panorama).toHaveBeenCalledWith(customer, "v1"));
    await screen.findByTestId("unmask-phone"); // Both are known from now on: the panel does not empty between them.
  }
  fireEvent.click(await screen.findByTestId("unmask-phone"));
  fireEvent.click(await screen.findByText("回拨客户"));
  fireEvent.click(screen.getByText("查看并留痕"));
  await waitFor(() => expect(screen.getByTestId("personal-phone").textContent).toContain("13800138000"));
  fireEvent.click(screen.getByText("c10"));
  await waitFor(() => expect(screen.getByTestId("personal-phone").textContent).toContain("138****8000"));
});

function Switching() {
  const [id, setId] = useState("c9");
  return <>{["c9", "c10"].map((one) => <button key={one} onClick={() => setId(one)}>{one}</button>)}<CustomerPanel customerId={id} conversationId="v1" fallback={null} first={null} conversation={null} /></>;
}

it("offers no act to whom may only read, and no empty boxes for what is absent", async () => {
  panel(["loans.read"]);
  await screen.findByTestId("loan");
  expect(screen.getByTestId("loan-plan")).toBeTruthy();
  expect(screen.queryByTestId("loan-settle")).toBeNull();
  expect(screen.queryByTestId("loan-more")).toBeNull();
  for (const title of ["标签", "分群", "授权", "可能的需要", "服务策略"]) expect(screen.queryByText(title)).toBeNull();
});

it("says when the customer cannot be read, and still who is talking", async () => {
  vi.spyOn(customersApi, "panorama").mockRejectedValue(new Problem(500, { code: "internal" }));
  panel();
  await screen.findByTestId("error-state");
  expect(screen.getByText("访客")).toBeTruthy();
});

const FAMILY: Family = {
  person_id: "p1", merges: [],
  members: [{ id: "p1", name: "王雨欣", signed: true, since: "2026-01-01T00:00:00Z", identities: [{ kind: "borrower", account: "core", subject: "B1", proof: null, since: "2026-01-01T00:00:00Z" }] }],
};

it("says that two customers are one person, with a reason, and takes it back", async () => {
  const merged: Family = {
    ...FAMILY, members: [...FAMILY.members, { id: "p2", name: "访客 7", signed: false, since: "2026-11-01T00:00:00Z", identities: [] }],
    merges: [{ id: "m1", kept_id: "p1", gone_id: "p2", at: "2026-11-22T04:00:00Z", by: "林静怡", reason: "核对了手机号", proof: null, undone_at: null, undone_by: null, undone_note: null }],
  };
  let family = FAMILY;
  vi.spyOn(customersApi, "family").mockImplementation(async () => family);
  const merge = vi.spyOn(customersApi, "merge").mockImplementation(async () => (family = merged));
  const split = vi.spyOn(customersApi, "split").mockResolvedValue({ ...merged.merges[0]!, undone_at: "2026-11-22T05:00:00Z" });
  seen = { ...SEEN, merge_candidates: [{ id: "p2", name: "访客 7", why: "同一手机号" }] };
  panel(["customers.read", "customers.merge"]);
  fireEvent.click(await screen.findByTestId("candidate-same"));
  const submit = (await screen.findByTestId("merge-submit")) as HTMLButtonElement;
  expect(submit.disabled).toBe(true); // not without a reason
  fireEvent.change(screen.getByTestId("merge-reason"), { target: { value: "核对了手机号" } });
  fireEvent.click(submit);
  await waitFor(() => expect(merge).toHaveBeenCalledWith("c9", "p2", "核对了手机号"));
  fireEvent.click(await screen.findByTestId("merge-split"));
  fireEvent.click(await screen.findByTestId("split-submit"));
  await waitFor(() => expect(split).toHaveBeenCalledWith("m1", ""));
});
