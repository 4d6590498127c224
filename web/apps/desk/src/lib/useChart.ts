import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useAppearance } from "@/lib/appearance.tsx";

echarts.use([BarChart, CustomChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

export interface Palette {
  text: string;
  strong: string;
  line: string;
  accent: string;
  ok: string;
  warn: string;
  bad: string;
  soft: string;
  surface: string;
}

const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const palette = (): Palette => ({
  text: color("--text-3"), strong: color("--text"), line: color("--border"), accent: color("--accent"), ok: color("--ok"), warn: color("--warn"), bad: color("--bad"), soft: color("--border-strong"), surface: color("--surface"),
});

/** A chart that follows its box, the theme and its data; `option` is asked again when one of `about` changes. */
export function useChart(option: (p: Palette) => echarts.EChartsCoreOption, about: readonly unknown[]) {
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
    const p = palette();
    chart.current?.setOption({
      animation: false,
      textStyle: { fontFamily: "inherit", fontSize: 12 },
      tooltip: { backgroundColor: p.surface, borderColor: p.line, textStyle: { color: p.strong } },
      ...option(p),
    }, { notMerge: true });
  }, [theme, ...about]); // eslint-disable-line react-hooks/exhaustive-deps -- the caller says what the option depends on
  return box;
}

/** Axis colours of every chart. */
export const axis = (p: Palette) => ({ axisLabel: { color: p.text }, nameTextStyle: { color: p.text }, axisLine: { lineStyle: { color: p.line } }, splitLine: { lineStyle: { color: p.line } }, axisTick: { show: false } });
