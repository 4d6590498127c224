import { Problem, type ConversationDetail, type Message, type OfferedTemplate, type ReplyOptions } from "@tandem/api";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/lib/api.ts";
import { press, show } from "@/test/showing.tsx";
import type { Thread } from "../../hooks/thread.ts";
import { Composer } from "./Composer.tsx";

const SHUT: ReplyOptions = { verdict: "templates", reason: "time_up", until: "2026-11-20T02:00:00Z", left: 0, has_templates: true, unsent: [] };
const FREE: ReplyOptions = { verdict: "free", reason: null, until: "2099-11-20T02:00:00Z", left: 5, has_templates: true, unsent: [] };
const REPAY: OfferedTemplate = {
  id: "t1", key: "repay_reminder", name: "还款提醒", locale: "zh-CN", purpose: "service", text: "客户姓名：{{thing1.DATA}}\n应还金额：{{amount2.DATA}}\n温馨提示：{{thing3.DATA}}",
  subject: null, link: null, refused: null, not_before: null,
  fields: [
    { key: "thing1", name: "客户姓名", kind: "thing", hint: "最多20字", value: "王*欣", locked: false, missing: null },
    { key: "amount2", name: "应还金额", kind: "amount", hint: "金额", value: "1280.00元", locked: true, missing: null },
    { key: "thing3", name: "温馨提示", kind: "thing", hint: "最多20字", value: "", locked: false, missing: null },
  ],
};
const OFFER: OfferedTemplate = { ...REPAY, id: "t2", key: "rate_offer", name: "利率优惠", purpose: "marketing", refused: "marketing_refused", fields: [], text: "利率优惠" };
const DETAIL = { id: "c1", channel: "wechat", customer: { id: "p1", name: "王雨欣" }, queue: { id: "q", name: "在线客服" }, allowed: ["reply", "note"] } as unknown as ConversationDetail;
const SENT = { id: "m9", conversation_id: "c1", seq: 9, client_id: "x", text: "已填" } as unknown as Message;

const streamed = vi.fn();
const closed = vi.fn();

function composer(options: ReplyOptions, templates: Message | "open" | null = null) {
  const thread = { id: "c1", stream: streamed, send: vi.fn() } as unknown as Thread;
  show(<Composer detail={DETAIL} thread={thread} question={null} draft={null} canReply quoted={null} onClearQuote={() => {}} options={options} templates={templates} onTemplates={closed} />, ["conversations.reply"]);
}

beforeEach(() => {
  vi.spyOn(api.conversations, "replyTemplates").mockResolvedValue([REPAY, OFFER]);
});
afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  streamed.mockClear();
  closed.mockClear();
});

it("says that the window is closed, and sends a template by keys alone", async () => {
  const send = vi.spyOn(api.conversations, "sendTemplate").mockResolvedValue(SENT);
  composer(SHUT);
  expect(screen.getByTestId("reply-shut").textContent).toContain("回复窗口已于");
  expect(screen.queryByTestId("composer")).toBeNull();
  const [first, second] = await screen.findAllByTestId("template-choice");
  expect(document.activeElement).toBe(first);
  expect(second!.textContent).toContain("没有同意接收营销信息");
  press("ArrowDown");
  expect(document.activeElement).toBe(second);
  press("ArrowUp");
  fireEvent.click(document.activeElement!);
  const [name, amount, hint] = screen.getAllByTestId<HTMLInputElement>("template-field");
  expect([name!.value, amount!.value, amount!.disabled]).toEqual(["王*欣", "1280.00元", true]);
  expect(screen.getByTestId<HTMLButtonElement>("template-send").disabled).toBe(true);
  expect(screen.getByTestId("template-preview").textContent).toContain("应还金额：1280.00元温馨提示：〔温馨提示〕".replace("温馨", "\n温馨"));
  fireEvent.change(hint!, { target: { value: "请保持余额充足" } });
  hint!.focus();
  press("Enter", { ctrlKey: true });
  await waitFor(() => expect(streamed).toHaveBeenCalledWith(SENT));
  expect(send).toHaveBeenCalledWith("c1", { client_id: expect.stringMatching(/^[\w-]{8,64}$/), template_id: "t1", values: { thing1: "王*欣", amount2: "1280.00元", thing3: "请保持余额充足" } });
});

it("shows beside its field what the server refuses", async () => {
  vi.spyOn(api.conversations, "sendTemplate").mockRejectedValue(new Problem(422, { code: "template_unfit", detail: "不符合渠道要求", errors: [{ field: "values.thing3", message: "最多20字" }] }));
  composer(SHUT, { ...SENT, text: "没发出的话" });
  expect((await screen.findByTestId("template-panel")).textContent).toContain("代替未发出的消息：没发出的话");
  fireEvent.click((await screen.findAllByTestId("template-choice"))[0]!);
  fireEvent.change(screen.getAllByTestId("template-field")[2]!, { target: { value: "很长".repeat(30) } });
  fireEvent.click(screen.getByTestId("template-send"));
  await waitFor(() => expect(screen.getByTestId("template-error").textContent).toContain("不符合渠道要求"));
  expect(screen.getByText("最多20字", { selector: "#hint-thing3" })).toBeTruthy();
});

it("leaves free text alone while the window is open; notes are always possible", async () => {
  composer(FREE);
  expect(screen.getByTestId("composer")).toBeTruthy();
  expect(screen.queryByTestId("reply-shut")).toBeNull();
  fireEvent.click(screen.getByTestId("templates-open"));
  expect(closed).toHaveBeenCalledWith("open");
  cleanup();
  composer({ ...SHUT, verdict: "nothing", reason: "no_recipient" });
  expect(screen.getByTestId("reply-shut").textContent).toContain("联系方式已删除");
  expect(screen.queryByTestId("template-panel")).toBeNull();
  fireEvent.click(screen.getByTestId("mode-note"));
  expect(screen.getByTestId("composer")).toBeTruthy();
});
