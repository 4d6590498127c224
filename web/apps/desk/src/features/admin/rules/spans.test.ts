import { describe, expect, it } from "vitest";
import { definitionFits, minutes, nextSpan, OFFICE_WEEK, spansFit } from "./spans.ts";

const span = (from: string, to: string) => ({ from, to });

describe("spansFit", () => {
  it.each([
    [[], true], [[span("09:00", "12:00"), span("13:30", "18:00")], true], [[span("13:30", "18:00"), span("09:00", "13:30")], true],
    [[span("09:00", "12:00"), span("11:59", "18:00")], false], [[span("12:00", "12:00")], false], [[span("20:00", "24:00")], true], [[span("9:00", "12:00")], false],
  ])("%o", (spans, fits) => expect(spansFit(spans)).toBe(fits));
});

it("reads times, the end of the day included", () => {
  expect([minutes("00:00"), minutes("13:30"), minutes("24:00"), minutes("24:01"), minutes("x")]).toEqual([0, 810, 1440, NaN, NaN]);
});

it("checks every list of a calendar", () => {
  expect(definitionFits(OFFICE_WEEK)).toBe(true);
  expect(definitionFits({ ...OFFICE_WEEK, exceptions: [{ date: "2026-10-01", spans: [span("10:00", "09:00")] }] })).toBe(false);
  expect(definitionFits({ ...OFFICE_WEEK, exceptions: [{ date: "soon", spans: [] }] })).toBe(false);
});

it("offers a next span that fits", () => {
  expect(nextSpan([])).toEqual(span("09:00", "18:00"));
  expect(spansFit([span("09:00", "12:00"), nextSpan([span("09:00", "12:00")])])).toBe(true);
});
