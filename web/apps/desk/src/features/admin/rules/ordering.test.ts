import { describe, expect, it } from "vitest";
import { moved } from "./ordering.ts";

const three = [{ id: "a", position: 0 }, { id: "b", position: 1 }, { id: "c", position: 2 }];

describe("moving among siblings", () => {
  it("changes two places", () => expect(moved(three, "b", -1)).toEqual([{ id: "b", position: 0 }, { id: "a", position: 1 }]));
  it("stops at the edges", () => expect([moved(three, "a", -1), moved(three, "c", 1), moved(three, "x", 1)]).toEqual([[], [], []]));
  it("tells equal places apart", () => {
    const same = three.map((s) => ({ ...s, position: 0 }));
    expect(moved(same, "c", -1)).toEqual([{ id: "c", position: 1 }, { id: "b", position: 2 }]);
  });
});
