import type { Page, Row, RowQuery } from "@tandem/api";
import { describe, expect, it } from "vitest";
import { aRow } from "@/test/rows.ts";
import { NewestRows } from "./newest.ts";
import { rowsOf, upsertRow, type RowPages } from "./lists.ts";

const mine: RowQuery = { view: "mine", sort: "waiting" };
const waiting = (id: string, minute: number, patch: Partial<Row> = {}) =>
  aRow({ id, waiting_since: `2026-11-01T01:${String(minute).padStart(2, "0")}:00Z`, ...patch });
const pages = (...p: Page<Row>[]): RowPages => ({ pages: p, pageParams: p.map(() => null) });
const ids = (data: RowPages) => rowsOf(data).map((r) => r.id);

describe("upsertRow", () => {
  const three = pages({ items: [waiting("a", 1), waiting("b", 2), waiting("c", 3)], next: null });

  it("puts a new row where the order wants it", () => {
    expect(ids(upsertRow(three, waiting("n", 2, { waiting_since: "2026-11-01T01:02:30Z" }), mine, "me"))).toEqual(["a", "b", "n", "c"]);
  });

  it("moves a known row when what it is ordered by changes", () => {
    expect(ids(upsertRow(three, waiting("a", 9, { version: 2 }), mine, "me"))).toEqual(["b", "c", "a"]);
  });

  it("ignores an older version than the one shown", () => {
    const data = pages({ items: [waiting("a", 1, { version: 5 })], next: null });
    expect(upsertRow(data, waiting("a", 9, { version: 4 }), mine, "me")).toBe(data);
  });

  it("takes a row out when it no longer belongs", () => {
    expect(ids(upsertRow(three, waiting("b", 2, { agent: { id: "other", name: "王" }, version: 2 }), mine, "me"))).toEqual(["a", "c"]);
    expect(ids(upsertRow(three, waiting("b", 2, { status: "snoozed", version: 2 }), mine, "me"))).toEqual(["a", "c"]);
    expect(ids(upsertRow(three, waiting("b", 2, { version: 2 }), mine, "me", ["mine"]))).toEqual(["a", "c"]);
  });

  it("leaves to the server who was mentioned, and keeps what it said", () => {
    const asked: RowQuery = { view: "mentioned", sort: "waiting" };
    const data = pages({ items: [waiting("a", 1, { mentioned: true })], next: null });
    expect(ids(upsertRow(data, waiting("n", 2), asked, "me"))).toEqual(["a"]);
    expect(rowsOf(upsertRow(data, waiting("a", 1, { version: 2 }), asked, "me"))[0]?.mentioned).toBe(true);
  });

  it("leaves rows beyond the last fetched page to that page", () => {
    const open = pages({ items: [waiting("a", 1), waiting("b", 2)], next: "cursor" });
    expect(ids(upsertRow(open, waiting("z", 50), mine, "me"))).toEqual(["a", "b"]);
  });

  it("keeps pages and cursors when a row enters the first of two", () => {
    const two = pages({ items: [waiting("a", 1), waiting("b", 2)], next: "2" }, { items: [waiting("c", 3)], next: null });
    const after = upsertRow(two, waiting("n", 0), mine, "me");
    expect(ids(after)).toEqual(["n", "a", "b", "c"]);
    expect(after.pages.map((p) => p.next)).toEqual(["2", null]);
  });

  it("never adds to a searched list, whose matches only the server knows", () => {
    const searched = pages({ items: [waiting("a", 1)], next: null });
    expect(ids(upsertRow(searched, waiting("n", 0), { ...mine, q: "还款" }, "me"))).toEqual(["a"]);
  });

  it("shows each row once however often it comes", () => {
    const once = upsertRow(three, waiting("n", 5), mine, "me");
    expect(ids(upsertRow(once, waiting("n", 5), mine, "me"))).toEqual(["a", "b", "c", "n"]);
  });
});

it("a fetch overtaken by a frame does not bring the old row back", () => {
  const newest = new NewestRows();
  const frame = aRow({ id: "a", version: 7, unread: 0 });
  newest.see(frame);
  expect(newest.see(aRow({ id: "a", version: 6, unread: 2 }))).toBe(frame);
  const later = aRow({ id: "a", version: 8 });
  expect(newest.see(later)).toBe(later);
});
