import { describe, expect, it } from "vitest";
import { idleness, offerLeft } from "./idle.ts";

const minute = 60_000;

describe("idleness", () => {
  it("warns for the last minute, then is idle", () => {
    expect(idleness(0, 9 * minute - 1, 10)).toEqual({ state: "active" });
    expect(idleness(0, 9 * minute, 10)).toEqual({ state: "warning", left: 60 });
    expect(idleness(0, 10 * minute - 500, 10)).toEqual({ state: "warning", left: 1 });
    expect(idleness(0, 10 * minute, 10)).toEqual({ state: "idle" });
  });
  it("can be switched off", () => expect(idleness(0, 1e12, 0)).toEqual({ state: "active" }));
});

it("counts an offer down and stops at nothing", () => {
  const [from, to] = ["2026-11-01T00:00:00Z", "2026-11-01T00:00:20Z"];
  expect(offerLeft(from, to, Date.parse(from) + 5_000)).toEqual({ seconds: 15, share: 0.75 });
  expect(offerLeft(from, to, Date.parse(to) + 9_000)).toEqual({ seconds: 0, share: 0 });
});
