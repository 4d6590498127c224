import type { CurvePoint } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { measureMessages } from "../../messages.measures.ts";
import { CURVE_MARGIN } from "../../rules/curve.ts";
import { percent } from "../../rules/figures.ts";
import { axis, useChart, type Palette } from "@/lib/useChart.ts";

interface Props {
  points: CurvePoint[];
  auto: number;
  draft: number;
  target: number;
}

/** Precision with its lower bound, and coverage, by threshold; both thresholds and the target as lines. */
export default function CurveChart({ points, auto, draft, target }: Props) {
  const t = useT(measureMessages);
  const box = useChart((p) => {
    const curve = (key: "precision" | "low" | "coverage") => points.map((x) => [x.tau, x[key]]);
    const line = (name: string, key: "precision" | "low" | "coverage", color: string, more: object = {}) =>
      ({ name, type: "line", data: curve(key), symbol: "none", step: "start", connectNulls: true, itemStyle: { color }, lineStyle: { color, width: 2 }, ...more });
    return {
      grid: { left: CURVE_MARGIN, right: CURVE_MARGIN, top: 56, bottom: 30 },
      legend: { top: 0, textStyle: { color: p.text }, itemHeight: 8, itemWidth: 14 },
      tooltip: { trigger: "axis", backgroundColor: p.surface, borderColor: p.line, textStyle: { color: p.strong }, axisPointer: { type: "line" }, valueFormatter: (x: unknown) => percent(x as number | null) },
      xAxis: { ...axis(p), type: "value", min: 0, max: 1, splitLine: { show: false } },
      yAxis: { ...axis(p), type: "value", min: 0, max: 1, axisLabel: { color: p.text, formatter: (x: number) => percent(x, 0) } },
      series: [
        line(t("coverage"), "coverage", p.soft, { areaStyle: { opacity: 0.25 }, lineStyle: { color: p.soft, width: 1 } }),
        line(t("low"), "low", p.accent, { lineStyle: { color: p.accent, width: 1.5, type: "dashed" } }),
        line(t("precision"), "precision", p.accent, { markLine: marks(p, t("tauAuto"), t("tauDraft"), auto, draft, target) }),
      ],
    };
  }, [points, auto, draft, target, t]);
  return <div ref={box} role="img" aria-label={t("curve")} style={{ height: 300 }} data-testid="curve-chart" />;
}

function marks(p: Palette, autoName: string, draftName: string, auto: number, draft: number, target: number) {
  // Beside their lines, away from each other: they may lie close.
  const at = (x: number, name: string, color: string, align: string, above = 0) =>
    ({ xAxis: x, lineStyle: { color, width: 2, type: "solid" }, label: { formatter: `${name} ${x.toFixed(2)}`, color, position: "end", align, padding: [0, 4, above, 4] } });
  // At the right edge there is room on the left alone, over the other's name where that is near.
  const atEdge = auto > 0.85;
  return {
    symbol: "none", silent: true, data: [
      at(auto, autoName, p.ok, atEdge ? "right" : "left", atEdge && draft > auto - 0.15 ? 16 : 0), at(draft, draftName, p.warn, "right"),
      { yAxis: target, lineStyle: { color: p.text, type: "dotted" }, label: { formatter: percent(target), color: p.text, position: "end" } },
    ],
  };
}
