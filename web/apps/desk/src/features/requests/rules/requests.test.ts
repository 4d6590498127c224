import { expect, it } from "vitest";
import { beside, clockOf } from "./clock.ts";

const now = new Date(2026, 10, 22, 15).getTime();
const made = new Date(2026, 10, 20, 16).toISOString();

it.each([
  ["2026-12-10", { left: 18, tone: "calm" }],
  ["2026-11-25", { left: 3, tone: "soon" }],
  ["2026-11-22", { left: 0, tone: "soon" }],
  ["2026-11-21", { left: -1, tone: "late" }],
  [null, { waited: 1, tone: "calm" }],
] as const)("until %s", (day, clock) => expect(clockOf(made, day, now)).toEqual(clock));

it("goes to the row beside, and stays at the ends", () => {
  const rows = [{ id: "a" }, { id: "b" }];
  expect([beside(rows, null, 1)?.id, beside(rows, "a", 1)?.id, beside(rows, "b", 1)?.id, beside(rows, "a", -1)?.id]).toEqual(["a", "b", "b", "a"]);
  expect(beside([], null, 1)).toBeUndefined();
});
