import { Problem, type BotTrial } from "@tandem/api";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/lib/api.ts";
import { show } from "@/test/showing.tsx";
import { TrialSection } from "./TrialSection.tsx";

const answer = (patch: Partial<BotTrial> = {}): BotTrial => ({
  decision: "clarify", policy: "clarify", reason: "between_thresholds", confidence: 0.6, rule: "clarify", steps: [{ rule: "mandatory", outcome: "passed" }, { rule: "clarify", outcome: "fired" }, { rule: "threshold", outcome: "skipped" }],
  replies: [{ text: "您想问的是下面哪个问题呢？", options: [{ id: "e1", label: "借款多久到账？" }], sources: [] }], entities: [], candidates: [{ entry_id: "e1", question: "借款多久到账？", matched: "几天到账", scores: { bm25: 1.2, use: 0.7, use_learned: 0.5 }, fused: 0.9, confidence: 0.6 }],
  thresholds: { answer: 0.9, draft: 0.6, clarify: 0.2 }, worth_a_draft: false, intents: [{ intent: "entry:a", name: "借款多久到账？", probability: 0.61 }], intent_thresholds: { auto: 0.85, draft: 0.5 }, threshold_set: null, version: 3,
  flows: { trigger: null, started: null, stack: [{ flow: "settle", title: "提前结清", waits_for: "loan", slots: { phone: "138****0000" }, labels: { loan: "哪一笔借款", phone: "手机号" } }], trace: ["ask: loan"], version: "v" }, evidence: {}, elapsed_ms: 12, degraded: [], talk: "t1", ...patch,
});

beforeEach(() => void vi.spyOn(api.knowledge, "trial").mockResolvedValue(answer()));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const say = (text: string) => {
  fireEvent.change(screen.getByTestId("playground-input"), { target: { value: text } });
  fireEvent.click(screen.getByTestId("playground-send"));
};

it("goes on from turn to turn, takes buttons, and begins anew when told to", async () => {
  show(<TrialSection />, ["bot.trial"]);
  say("放款要几天");
  fireEvent.click(await screen.findByRole("button", { name: "借款多久到账？" }));
  await waitFor(() => expect(screen.getAllByTestId("playground-answer")).toHaveLength(2));
  expect(vi.mocked(api.knowledge.trial).mock.calls).toEqual([[{ text: "放款要几天", verified: true }], [{ text: "借款多久到账？", verified: true, choice_id: "e1", talk: "t1" }]]);
  fireEvent.click(screen.getByTestId("playground-clear"));
  say("在吗");
  await waitFor(() => expect(api.knowledge.trial).toHaveBeenLastCalledWith({ text: "在吗", verified: true }));
});

it("shows the whole trace: rule, version, intents, flow, scores", async () => {
  show(<TrialSection />, ["bot.trial"]);
  say("放款要几天");
  const trace = await screen.findByTestId("trace");
  expect(screen.getByTestId("trace-steps").querySelector('[data-outcome="fired"]')?.textContent).toContain("追问");
  expect(screen.getByTestId("trace-version").textContent).toContain("第 3 版");
  expect(screen.getByTestId("trace-intents").textContent).toContain("61%");
  expect(screen.getByTestId("trace-flows").textContent).toContain("等客户提供 哪一笔借款");
  expect(screen.getByTestId("trace-candidates").textContent).toContain("关键词 1.20use 0.70use 所学 0.50");
  expect(trace.textContent).toContain("≥ 0.85 直接回答");
});

it("shows what was found in the text, and why it is doubted", async () => {
  vi.mocked(api.knowledge.trial).mockResolvedValueOnce(answer({
    entities: [
      { kind: "amount", text: "一千二", value: 120_000, doubt: null }, { kind: "date", text: "月底", value: { start: "2026-11-21", end: "2026-11-30" }, doubt: null }, { kind: "date", text: "2月30号", value: null, doubt: "no_such_day" },
      { kind: "period", text: "12期", value: { count: 12, unit: "instalment" }, doubt: null }, { kind: "rate", text: "日息万五", value: { fraction: "0.0005", per: "day" }, doubt: null }, { kind: "person", text: "李小龙", value: "李小龙", doubt: null },
    ],
  }));
  show(<TrialSection />, ["bot.trial"]);
  say("借一千二");
  const found = (await screen.findByTestId("trace-entities")).querySelectorAll("li");
  expect([...found].map((li) => li.textContent)).toEqual(["金额 ¥1,200.00一千二", "日期 2026-11-21 – 2026-11-30月底", "日期 –2月30号没有这一天", "期数或时长 12 期12期", "利率 0.05 % 每天日息万五", "姓名 李小龙"]);
});

it("says what went wrong, and tries again without losing the sentence", async () => {
  vi.mocked(api.knowledge.trial).mockRejectedValueOnce(new Problem(503, { code: "unavailable" }));
  show(<TrialSection />, ["bot.trial"]);
  say("放款要几天");
  fireEvent.click(await screen.findByText("重试"));
  await screen.findByTestId("playground-answer");
  expect(api.knowledge.trial).toHaveBeenLastCalledWith({ text: "放款要几天", verified: true });
});
