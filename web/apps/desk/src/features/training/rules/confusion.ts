import type { VersionComparison } from "@tandem/api";

export type Cell = [row: number, column: number, n: number];
export type Shown = "a" | "b" | "change";

/** Number of a cell in `b` less that in `a`. */
function changes(a: readonly Cell[], b: readonly Cell[]): Cell[] {
  const at = new Map<string, Cell>();
  const add = (sign: 1 | -1) => ([i, j, n]: Cell) => {
    const key = `${i}:${j}`;
    at.set(key, [i, j, (at.get(key)?.[2] ?? 0) + sign * n]);
  };
  b.forEach(add(1));
  a.forEach(add(-1));
  return [...at.values()].filter((c) => c[2] !== 0);
}

/** The labels of the commonest mistakes in either version: a matrix of two hundred says nothing, and a label whose mistakes lie outside is an empty row. */
function worst(a: readonly Cell[], b: readonly Cell[], count: number): number[] {
  const mistakes = changes([], [...a, ...b].filter(([i, j]) => i !== j)).sort((x, y) => y[2] - x[2] || x[0] - y[0] || x[1] - y[1]);
  const kept = new Set<number>();
  for (const [i, j] of mistakes) {
    const more = [i, j].filter((label) => !kept.has(label));
    if (kept.size + more.length <= count) more.forEach((label) => kept.add(label));
  }
  return [...kept].sort((x, y) => x - y);
}

export interface Matrix {
  labels: string[];
  cells: Cell[];
  most: number;
  left: number;
}

/** The part of the matrix worth looking at, with places in the shown labels. `left`: labels that are not shown. */
export function matrix({ labels, a, b }: VersionComparison["confusion"], shown: Shown, count = 18): Matrix {
  const kept = labels.length <= count ? labels.map((_, i) => i) : worst(a, b, count);
  const place = new Map(kept.map((label, i) => [label, i]));
  const all = shown === "change" ? changes(a, b) : shown === "a" ? a : b;
  const cells = all.filter(([i, j]) => place.has(i) && place.has(j)).map(([i, j, n]): Cell => [place.get(i)!, place.get(j)!, n]);
  return { labels: kept.map((i) => labels[i]!), cells, most: Math.max(1, ...cells.map((c) => Math.abs(c[2]))), left: labels.length - kept.length };
}
