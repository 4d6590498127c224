import type { LayerInForce, StrategyCell, StrategyContent } from "@tandem/api";

export const ANY = "*";
export const cellOf = (content: StrategyContent, segment: string, intent: string) =>
  content.cells.find((c) => c.segment === segment && c.intent === intent) ?? null;

export const emptyCell = (segment: string, intent: string): StrategyCell => ({ segment, intent, queue: null, priority: null, script: "", offer: "" });

/** A cell that says nothing is no cell. */
export const saysNothing = (c: StrategyCell) => c.queue === null && c.priority === null && !c.script.trim() && !c.offer.trim();

export function withCell(content: StrategyContent, cell: StrategyCell): StrategyContent {
  const others = content.cells.filter((c) => c.segment !== cell.segment || c.intent !== cell.intent);
  return { ...content, cells: saysNothing(cell) ? others : [...others, cell] };
}

/** Rows in the order in which they are tried: the layers' segments, then anybody. Cells of segments that have gone keep a row. */
export function rows(content: StrategyContent, layers: LayerInForce[]): { key: string; layer: string; name: string; name_en: string }[] {
  const known = content.layers.flatMap((key) =>
    (layers.find((l) => l.key === key)?.segments ?? []).map((s) => ({ key: `${key}:${s.key}`, layer: key as string, name: s.name, name_en: s.name_en })));
  const gone = [...new Set(content.cells.map((c) => c.segment))].filter((s) => s !== ANY && !known.some((k) => k.key === s))
    .map((key) => ({ key, layer: key.split(":")[0]!, name: key, name_en: key }));
  return [...known, ...gone, { key: ANY, layer: "", name: "", name_en: "" }];
}

/** Columns: any intent first, then what the cells name and what was added. */
export function columns(content: StrategyContent, added: readonly string[]): string[] {
  return [ANY, ...new Set([...content.cells.map((c) => c.intent), ...added].filter((i) => i !== ANY))];
}
