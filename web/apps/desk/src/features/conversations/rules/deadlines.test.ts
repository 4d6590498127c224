import { describe, expect, it } from "vitest";
import { countdown } from "./deadlines.ts";

const at = (s: number) => Date.UTC(2026, 10, 1, 0, 0, s);
const due = new Date(at(100)).toISOString();

describe("countdown", () => {
  it.each([
    [0, "calm", 100], [39, "calm", 61], [40, "soon", 60], [99, "soon", 1], [100, "late", 0], [130, "late", -30],
  ] as const)("next_response at second %i is %s", (second, urgency, left) => {
    expect(countdown({ kind: "next_response", due_at: due, missed: false }, at(second))).toEqual({ left, urgency });
  });
  it("gives a service level less warning", () => {
    expect(countdown({ kind: "service_level", due_at: due, missed: false }, at(85))?.urgency).toBe("calm");
    expect(countdown({ kind: "service_level", due_at: due, missed: false }, at(91))?.urgency).toBe("soon");
  });
  it("believes the server that it was missed", () => {
    expect(countdown({ kind: "first_response", due_at: due, missed: true }, at(0))?.urgency).toBe("late");
  });
  it("has nothing to say without a deadline", () => {
    expect(countdown(null, 0)).toBeNull();
    expect(countdown({ kind: "first_response", due_at: null, missed: false }, 0)).toBeNull();
  });
});
