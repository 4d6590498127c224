import type { Row } from "@tandem/api";

const KEPT = 2_000;

/**
 * The newest version seen of each row, by whichever way it came. A list fetched while a frame overtook it must not
 * bring the old state back.
 */
export class NewestRows {
  private readonly rows = new Map<string, Row>();

  /** Takes note of a row and answers with the newest known of it. */
  see(row: Row): Row {
    const known = this.rows.get(row.id);
    if (known && known.version > row.version) return known;
    this.rows.delete(row.id);
    this.rows.set(row.id, row);
    if (this.rows.size > KEPT) this.rows.delete(this.rows.keys().next().value!);
    return row;
  }
}
