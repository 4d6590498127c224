import type { RowQuery } from "@tandem/api";
import { useRows } from "../api/lists.ts";
import { rowsOf } from "../rules/lists.ts";

const MINE: RowQuery = { view: "mine", sort: "waiting" };

/** Conversations of mine with something unread. */
export function useMyUnread(): number {
  const { data } = useRows(MINE);
  return rowsOf(data).filter((r) => r.unread > 0).length;
}
