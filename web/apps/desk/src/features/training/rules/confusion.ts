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

/** The labels with most mistakes in either version: a matrix of two hundred says nothing. */
function worst(cells: readonly Cell[], count: number): number[] {
  const mistakes = new Map<number, number>();
  for (const [i, j, n] of cells) {
    if (i === j) continue;
    for (const label of [i, j]) mistakes.set(label, (mistakes.get(label) ?? 0) + Math.abs(n));
  }
  return [...mistakes].sort((x, y) => y[1] - x[1] || x[0] - y[0]).slice(0, count).map(([label]) => label).sort((x, y) => x - y);
}

export interface Matrix {
  labels: string[];
  cells: Cell[];
  most: number;
  left: number;
}

/** The part of the matrix worth looking at, with places in the shown labels. `left`: labels that are not shown. */
export function matrix({ labels, a, b }: VersionComparison["confusion"], shown: Shown, count = 18): Matrix {
  const kept = labels.length <= count ? labels.map((_, i) => i) : worst([...a, ...b], count);
  const place = new Map(kept.map((label, i) => [label, i]));
  const all = shown === "change" ? changes(a, b) : shown === "a" ? a : b;
  const cells = all.filter(([i, j]) => place.has(i) && place.has(j)).map(([i, j, n]): Cell => [place.get(i)!, place.get(j)!, n]);
  return { labels: kept.map((i) => labels[i]!), cells, most: Math.max(1, ...cells.map((c) => Math.abs(c[2]))), left: labels.length - kept.length };
}
