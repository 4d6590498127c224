import type { PredictionQuality } from "@tandem/api";
import { expect, test } from "vitest";
import { bestWays, chartEnd, figuresOf, shownFigure } from "./figures.ts";

const figures = (log_loss: number, auc: number | null) => ({ log_loss, brier: 0.1, auc, calibration_error: 0.01, hit_1: null, hit_3: null });
const quality = { figures: { model: figures(0.26, 0.8), base_rates: figures(0.35, 0.5), last_reason: figures(0.33, null) } } as unknown as PredictionQuality;

test("the best way is the lowest loss, the highest area, and all that are equal", () => {
  expect(bestWays(quality, "log_loss")).toEqual(["model"]);
  expect(bestWays(quality, "auc")).toEqual(["model"]);
  expect(bestWays(quality, "brier")).toEqual(["model", "base_rates", "last_reason"]);
  expect(bestWays(quality, "hit_1")).toEqual([]);
});

test("figures that no way has make no column", () => {
  expect(figuresOf(quality)).toEqual(["log_loss", "brier", "calibration_error", "auc"]);
});

test("losses are shown as they are, shares in percent, what is missing as a dash", () => {
  expect(shownFigure("log_loss", 0.26789)).toBe("0.2679");
  expect(shownFigure("hit_3", 0.8136)).toBe("81.4%");
  expect(shownFigure("auc", null)).toBe("—");
});

test("rare events fill the chart", () => {
  expect(chartEnd([{ said: 0.03, came: 0.04, rows: 9 }])).toBe(0.05);
  expect(chartEnd([{ said: 0.9, came: 0.7, rows: 9 }])).toBe(1);
});
