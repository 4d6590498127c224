import type { PredictionQuality } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { axis, useChart } from "@/lib/useChart.ts";
import { predictionMessages } from "../../messages.predictions.ts";
import { chartEnd, percent } from "../../rules/figures.ts";

/** What was said and how often it came, tenth by tenth of the rows. */
export default function ReliabilityChart({ bins }: { bins: PredictionQuality["reliability"] }) {
  const t = useT(predictionMessages);
  const box = useChart((p) => {
    const end = chartEnd(bins);
    const scale = { ...axis(p), type: "value", min: 0, max: end, axisLabel: { color: p.text, formatter: (x: number) => percent(x, end < 0.1 ? 1 : 0) } };
    const tip = (params: { data: number[] }) => `${t("saidAxis")} ${percent(params.data[0])}<br>${t("cameAxis")} ${percent(params.data[1])}<br>${t("rowsN", { n: params.data[2] ?? 0 })}`;
    return {
      grid: { left: 52, right: 18, top: 34, bottom: 40 },
      legend: { top: 0, textStyle: { color: p.text }, itemHeight: 8, itemWidth: 14 },
      tooltip: { trigger: "item", backgroundColor: p.surface, borderColor: p.line, textStyle: { color: p.strong }, formatter: tip },
      xAxis: { ...scale, name: t("saidAxis"), nameLocation: "middle", nameGap: 26, splitLine: { show: false } },
      yAxis: { ...scale, name: t("cameAxis"), nameLocation: "middle", nameGap: 40 },
      series: [
        { name: t("perfect"), type: "line", data: [[0, 0], [end, end]], symbol: "none", silent: true, itemStyle: { color: p.soft }, lineStyle: { color: p.soft, type: "dashed", width: 1.5 } },
        { name: t("observed"), type: "line", data: bins.map((b) => [b.said, b.came, b.rows]), symbol: "circle", symbolSize: 8, itemStyle: { color: p.accent }, lineStyle: { color: p.accent, width: 2 } },
      ],
    };
  }, [bins, t]);
  return <div ref={box} role="img" aria-label={t("reliability")} style={{ height: 260 }} data-testid="reliability-chart" />;
}
