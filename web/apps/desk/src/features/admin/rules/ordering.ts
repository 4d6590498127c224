interface Placed {
  id: string;
  position: number;
}

/** The changes of position that put `id` one place up (-1) or down (1) among its siblings; none at the edge. Places are
 *  numbered anew, for they need not differ yet. */
export function moved(siblings: readonly Placed[], id: string, by: -1 | 1): { id: string; position: number }[] {
  const order = siblings.map((s) => s.id);
  const from = order.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return [];
  [order[from], order[to]] = [order[to]!, order[from]!];
  return order.map((one, position) => ({ id: one, position })).filter(({ id: one, position }) => siblings.find((s) => s.id === one)!.position !== position);
}
