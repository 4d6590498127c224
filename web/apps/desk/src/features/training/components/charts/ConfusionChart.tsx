import { useT } from "@tandem/i18n/react";
import { measureMessages } from "../../messages.measures.ts";
import type { Matrix, Shown } from "../../rules/confusion.ts";
import { axis, useChart } from "@/lib/useChart.ts";

interface Props {
  matrix: Matrix;
  shown: Shown;
}

const short = (name: string) => (name.length > 9 ? `${name.slice(0, 8)}…` : name);

/** Rows: what it is. Columns: what the model says. Mistakes in red, so that the diagonal does not drown them. */
export default function ConfusionChart({ matrix, shown }: Props) {
  const t = useT(measureMessages);
  const { labels, cells, most } = matrix;
  const box = useChart((p) => ({
    grid: { left: 128, right: 16, top: 12, bottom: 116 },
    tooltip: {
      backgroundColor: p.surface, borderColor: p.line, textStyle: { color: p.strong },
      formatter: ({ value: [j, i, n] }: { value: [number, number, number] }) => t("cell", { truth: escaped(labels[i]!), said: escaped(labels[j]!), n: shown === "change" && n > 0 ? `+${n}` : n }),
    },
    xAxis: { ...axis(p), type: "category", data: labels, axisLabel: { color: p.text, rotate: 45, formatter: short, interval: 0 }, splitArea: { show: false } },
    yAxis: { ...axis(p), type: "category", data: labels, inverse: true, axisLabel: { color: p.text, formatter: short, interval: 0 } },
    series: [{
      type: "custom",
      // ECharts' own heat map wants a colour scale by value; here right and wrong have a colour each.
      data: cells.map(([i, j, n]) => [j, i, n]),
      renderItem: (_: unknown, api: { value: (d: number) => number; coord: (at: number[]) => number[]; size: (of: number[]) => number[] }) => {
        const [j, i, n] = [api.value(0), api.value(1), api.value(2)];
        const [[x, y], [width, height]] = [api.coord([j, i]) as [number, number], api.size([1, 1]) as [number, number]];
        const good = shown === "change" ? (i === j) === n > 0 : i === j;
        const weight = 0.18 + 0.82 * (Math.abs(n) / most);
        return {
          type: "rect", shape: { x: x - width / 2 + 0.5, y: y - height / 2 + 0.5, width: width - 1, height: height - 1 }, style: { fill: faded(good ? p.ok : p.bad, weight) },
          textContent: { style: { text: shown === "change" && n > 0 ? `+${n}` : String(n), fill: weight > 0.6 ? p.surface : p.strong, fontSize: 11 } }, textConfig: { position: "inside" },
        };
      },
    }],
  }), [matrix, shown, t]);
  return <div ref={box} role="img" aria-label={t("confusion")} style={{ height: Math.max(320, 130 + labels.length * 26) }} data-testid="confusion-chart" />;
}

/** A colour of the theme (#rrggbb), see-through: the number on it stays clear. */
const faded = (hex: string, alpha: number) => `rgba(${[1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)).join(",")},${alpha.toFixed(2)})`;

// The tooltip is HTML, and names are what trainers typed.
const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
