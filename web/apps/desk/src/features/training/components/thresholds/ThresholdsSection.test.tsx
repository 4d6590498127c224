import { Problem, type IntentThreshold, type ThresholdSet } from "@tandem/api";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { show } from "@/test/showing.tsx";
import { training } from "../../api/keys.ts";
import { ThresholdsSection } from "./ThresholdsSection.tsx";

// jsdom has no canvas.
vi.mock("../charts/CurveChart.tsx", () => ({ default: ({ auto }: { auto: number }) => <div data-testid="curve">{auto}</div> }));

const TRAINER = ["training.read", "training.manage"];
const one = (intent: string | null, tau_auto: number, outcomes: number): IntentThreshold => ({ intent, name: intent, tau_auto, tau_draft: 0.5, outcomes, precision_at: null, low: null, coverage: null, source: outcomes > 10 ? "fitted" : "global", held: outcomes > 10 });
const set = (id: number | null, in_force: boolean, tau = 0.8): ThresholdSet => ({
  id, judge: "intent", precision: 0.97, fitted_at: id === null ? null : "2026-11-22T01:00:00Z", by: "罗一鸣", version: 1, in_force, changed: { intent: in_force ? 0 : 2, retrieval: in_force ? 0 : 1 }, global: one(null, tau, 40), items: [one("少的", tau, 2), one("多的", tau, 38)],
  sets: [1, 2].map((n) => ({ id: n, precision: 0.97, fitted_at: "2026-11-22T01:00:00Z", by: "罗一鸣", version: 1, since: null, until: null, published_by: null })),
});
const points = [[0.2, 1, 0.7, 0.6], [0.5, 0.7, 0.9, 0.85], [0.8, 0.4, 0.99, 0.97]].map(([tau, coverage, precision, low]) => ({ tau: tau!, coverage: coverage!, precision: precision!, low: low!, outcomes: 10 }));

beforeEach(() => {
  vi.spyOn(training, "thresholds").mockImplementation(async (_, n) => (n === 2 ? set(2, false, 0.7) : set(1, true)));
  vi.spyOn(training, "curve").mockImplementation(async (intent) => {
    if (intent === "少的") throw new Problem(404, { code: "intent_without_outcomes", detail: "还没有结果。" });
    return { id: 1, judge: "intent", intent, name: intent, target: 0.97, tau_auto: 0.8, tau_draft: 0.5, points };
  });
  vi.spyOn(training, "fit").mockResolvedValue(set(2, false, 0.7));
  vi.spyOn(training, "publishThresholds").mockResolvedValue(set(2, true, 0.7));
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const share = (part: string) => screen.getByTestId(`share-${part}`).textContent;

it("shows what other thresholds would do, and changes nothing by it", async () => {
  show(<ThresholdsSection />, TRAINER);
  await screen.findByTestId("curve");
  expect([share("auto"), share("draft"), share("agent")]).toEqual(["40%", "30%", "30%"]);
  fireEvent.change(screen.getByTestId("tau-auto"), { target: { value: "0.4" } });
  await waitFor(() => expect(share("auto")).toBe("70%"));
  expect([share("draft"), share("agent")]).toEqual(["0%", "30%"]);
  expect(screen.getByTestId<HTMLInputElement>("tau-draft").value).toBe("0.400");
  fireEvent.click(screen.getByText("回到生效值"));
  await waitFor(() => expect(share("auto")).toBe("40%"));
  expect(training.publishThresholds).not.toHaveBeenCalled();
});

it("lists intents by what is known of them, and says where there is nothing to draw", async () => {
  show(<ThresholdsSection />, TRAINER);
  await waitFor(() => expect(screen.getAllByTestId("threshold-row").map((r) => r.querySelector("b")!.textContent)).toEqual(["全部意图", "多的", "少的"]));
  fireEvent.click(screen.getAllByTestId("threshold-row")[2]!);
  await screen.findByText("还没有足够的结果画出曲线");
});

it("fits a new set, shows it first, and puts it in force only when told to", async () => {
  show(<ThresholdsSection />, TRAINER);
  await screen.findByTestId("curve");
  const precision = screen.getByTestId("fit-precision");
  fireEvent.change(precision, { target: { value: "" } });
  await waitFor(() => expect((screen.getByTestId("fit") as HTMLButtonElement).disabled).toBe(true));
  fireEvent.change(precision, { target: { value: "95" } });
  fireEvent.click(screen.getByTestId("fit"));
  await waitFor(() => expect(training.fit).toHaveBeenCalledWith(0.95));
  expect((await screen.findByTestId("fitted-set")).textContent).toContain("意图模型 2 个意图，知识检索 1 个");
  fireEvent.click(screen.getByTestId("fit-publish"));
  await waitFor(() => expect(training.publishThresholds).toHaveBeenCalledWith(2));
  await waitFor(() => expect(screen.queryByTestId("fitted-set")).toBeNull());
});
