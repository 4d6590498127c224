import type { WeekFigures } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { measureMessages } from "../../messages.measures.ts";
import { percent, rates } from "../../rules/figures.ts";
import { axis, useChart, type Palette } from "@/lib/useChart.ts";

const base = (p: Palette, weeks: string[]) => ({
  grid: { left: 44, right: 16, top: 36, bottom: 26 },
  legend: { top: 0, textStyle: { color: p.text }, itemHeight: 8, itemWidth: 14 },
  tooltip: { trigger: "axis", backgroundColor: p.surface, borderColor: p.line, textStyle: { color: p.strong }, valueFormatter: (x: unknown) => percent(x as number | null) },
  xAxis: { ...axis(p), type: "category", data: weeks },
  yAxis: { ...axis(p), type: "value", min: 0, max: 1, axisLabel: { color: p.text, formatter: (x: number) => percent(x, 0) } },
});

/** Who answered, week by week, and how much of it was good. */
export default function WeeksCharts({ weeks, names }: { weeks: WeekFigures[]; names: string[] }) {
  const t = useT(measureMessages);
  const all = weeks.map(rates);
  const ladder = useChart((p) => {
    const bar = (key: "auto" | "draft" | "agent", color: string) => ({ name: t(key), type: "bar", stack: "turns", barMaxWidth: 48, data: all.map((r) => r[key]), itemStyle: { color } });
    return { ...base(p, names), series: [bar("auto", p.accent), bar("draft", p.warn), bar("agent", p.soft)] };
  }, [weeks, names, t]);
  const quality = useChart((p) => {
    const line = (key: "resolved" | "contained" | "unedited" | "coverage", color: string, type = "solid") =>
      ({ name: t(key), type: "line", data: all.map((r) => r[key]), connectNulls: true, symbolSize: 6, itemStyle: { color }, lineStyle: { color, width: 2, type } });
    return { ...base(p, names), series: [line("resolved", p.ok), line("contained", p.ok, "dashed"), line("unedited", p.warn), line("coverage", p.accent)] };
  }, [weeks, names, t]);
  return (
    <>
      <h2>{t("ladder")}</h2>
      <div ref={ladder} role="img" aria-label={t("ladder")} style={{ height: 240 }} data-testid="ladder-chart" />
      <h2>{t("quality")}</h2>
      <div ref={quality} role="img" aria-label={t("quality")} style={{ height: 240 }} data-testid="quality-chart" />
    </>
  );
}
