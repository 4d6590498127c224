import type { BoardPoint } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { timeText } from "@tandem/ui";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useAppearance } from "@/lib/appearance.tsx";
import { messages } from "../messages.ts";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const cssColor = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Waiting (line), answered a minute (bars) and service level (dashed, right axis) over the last hour. */
export default function TrendChart({ series, large }: { series: BoardPoint[]; large: boolean }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const { theme } = useAppearance();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(undefined);

  useEffect(() => {
    chart.current = echarts.init(box.current!);
    const observer = new ResizeObserver(() => chart.current?.resize());
    observer.observe(box.current!);
    return () => {
      observer.disconnect();
      chart.current?.dispose();
    };
  }, []);

  useEffect(() => {
    const [text, line, accent, ok, soft] = ["--text-3", "--border", "--accent", "--ok", "--border-strong"].map(cssColor) as [string, string, string, string, string];
    const axis = { axisLabel: { color: text }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };
    chart.current?.setOption({
      animation: false,
      textStyle: { fontFamily: "inherit", fontSize: large ? 16 : 12 },
      grid: { left: 34, right: 44, top: 34, bottom: 24 },
      legend: { top: 0, textStyle: { color: text }, itemHeight: 8, itemWidth: 14 },
      tooltip: { trigger: "axis", backgroundColor: cssColor("--surface"), borderColor: line, textStyle: { color: cssColor("--text") } },
      xAxis: { ...axis, type: "category", data: series.map((p) => timeText(p.t, locale)), axisTick: { show: false } },
      yAxis: [{ ...axis, type: "value", minInterval: 1 }, { ...axis, type: "value", min: 0, max: 100, splitLine: { show: false }, axisLabel: { color: text, formatter: "{value}%" } }],
      series: [
        { name: t("answeredSeries"), type: "bar", data: series.map((p) => p.answered), itemStyle: { color: soft }, barCategoryGap: "35%" },
        { name: t("waiting"), type: "line", data: series.map((p) => p.waiting), symbol: "none", lineStyle: { color: accent, width: 2 }, itemStyle: { color: accent } },
        {
          name: t("slSeries"), type: "line", yAxisIndex: 1, symbol: "none", connectNulls: true, lineStyle: { color: ok, width: 1.5, type: "dashed" }, itemStyle: { color: ok },
          data: series.map((p) => (p.service_level === null ? null : Math.round(p.service_level * 100))),
        },
      ],
    });
  }, [series, locale, theme, large, t]);

  return <div ref={box} role="img" aria-label={t("chart")} style={{ height: large ? 340 : 220 }} />;
}
