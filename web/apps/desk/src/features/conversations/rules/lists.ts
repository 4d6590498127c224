import type { Page, Row, RowQuery } from "@tandem/api";
import { belongs, rowOrder } from "./filters.ts";

/** A list as TanStack Query keeps it: fetched pages with their cursors. */
export interface RowPages {
  pages: Page<Row>[];
  pageParams: unknown[];
}

export const rowsOf = (data: RowPages | undefined): Row[] => data?.pages.flatMap((p) => p.items) ?? [];

/** Spreads rows over the pages again, keeping cursors; the last page takes the surplus. */
function repage(data: RowPages, rows: Row[]): RowPages {
  let start = 0;
  const pages = data.pages.map((page, i) => {
    const end = i === data.pages.length - 1 ? rows.length : start + page.items.length;
    const items = rows.slice(start, end);
    start = end;
    return { ...page, items };
  });
  return { ...data, pages };
}

/**
 * A list with a changed row put in, moved or taken out. Older versions than the one shown are ignored; a row that
 * would come after the last fetched one of an unfinished list is left to the next page. Server-side search cannot
 * be judged here, nor who was mentioned where, so such lists only change rows they already hold.
 */
export function upsertRow(data: RowPages, row: Row, filter: RowQuery, me: string, removedFrom: readonly string[] = []): RowPages {
  const rows = rowsOf(data);
  const known = rows.find((r) => r.id === row.id);
  if (known && known.version > row.version) return data;
  if (known?.mentioned !== undefined) row = { ...row, mentioned: known.mentioned };
  const rest = rows.filter((r) => r.id !== row.id);
  const inside = belongs(row, filter, me) && !removedFrom.includes(filter.view) && (known !== undefined || (!filter.q && filter.view !== "mentioned"));
  if (!inside) return known ? repage(data, rest) : data;

  const order = rowOrder(filter.sort);
  const found = rest.findIndex((r) => order(row, r) < 0);
  const at = found < 0 ? rest.length : found;
  const unfinished = data.pages.at(-1)?.next != null;
  if (found < 0 && unfinished) return known ? repage(data, rest) : data;
  return repage(data, [...rest.slice(0, at), row, ...rest.slice(at)]);
}
