import type { BoardPoint } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { timeText } from "@tandem/ui";
import { axis, useChart } from "@/lib/useChart.ts";
import { messages } from "../messages.ts";

/** Waiting (line), answered a minute (bars) and service level (dashed, right axis) over the last hour. */
export default function TrendChart({ series, large }: { series: BoardPoint[]; large: boolean }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const box = useChart((p) => ({
    textStyle: { fontFamily: "inherit", fontSize: large ? 16 : 12 },
    grid: { left: 34, right: 44, top: 34, bottom: 24 },
    legend: { top: 0, textStyle: { color: p.text }, itemHeight: 8, itemWidth: 14 },
    tooltip: { trigger: "axis", backgroundColor: p.surface, borderColor: p.line, textStyle: { color: p.strong } },
    xAxis: { ...axis(p), type: "category", data: series.map((point) => timeText(point.t, locale)) },
    yAxis: [
      { ...axis(p), type: "value", minInterval: 1 },
      { ...axis(p), type: "value", min: 0, max: 100, splitLine: { show: false }, axisLabel: { color: p.text, formatter: "{value}%" } },
    ],
    series: [
      { name: t("answeredSeries"), type: "bar", data: series.map((point) => point.answered), itemStyle: { color: p.soft }, barCategoryGap: "35%" },
      { name: t("waiting"), type: "line", data: series.map((point) => point.waiting), symbol: "none", lineStyle: { color: p.accent, width: 2 }, itemStyle: { color: p.accent } },
      {
        name: t("slSeries"), type: "line", yAxisIndex: 1, symbol: "none", connectNulls: true, lineStyle: { color: p.ok, width: 1.5, type: "dashed" }, itemStyle: { color: p.ok },
        data: series.map((point) => (point.service_level === null ? null : Math.round(point.service_level * 100))),
      },
    ],
  }), [series, locale, large, t]);
  return <div ref={box} role="img" aria-label={t("chart")} style={{ height: large ? 340 : 220 }} />;
}
