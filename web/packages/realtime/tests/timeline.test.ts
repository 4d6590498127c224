import { describe, expect, it, vi } from "vitest";
import { Timeline, type Sequenced } from "../src/index.ts";

const m = (seq: number, client_id: string | null = null): Sequenced => ({ id: `id-${seq}`, seq, client_id });
const seqs = (t: Timeline<Sequenced>) => t.items.map((i) => i.seq);

describe("Timeline", () => {
  it("keeps ascending order whichever way messages come", () => {
    const t = new Timeline<Sequenced>();
    t.pageForward([m(10), m(12)]);
    t.stream(m(15));
    t.pageBack([m(3), m(7)]);
    t.stream(m(13));
    expect(seqs(t)).toEqual([3, 7, 10, 12, 13, 15]);
    expect(t.first).toBe(3);
  });

  it("shows a message once although the POST answer, the socket and a resume all bring it", () => {
    const t = new Timeline<Sequenced>();
    expect(t.echo(m(4, "mine"))).toBe(true);
    expect(t.stream(m(4, "mine"))).toEqual([]);
    t.pageForward([m(4, "mine"), m(5)]);
    expect(seqs(t)).toEqual([4, 5]);
  });

  it("recognises its own message by client id even under another sequence number", () => {
    const t = new Timeline<Sequenced>();
    t.echo(m(4, "mine"));
    expect(t.stream({ id: "other", seq: 9, client_id: "mine" })).toEqual([]);
    expect(seqs(t)).toEqual([4]);
  });

  it("never resumes after a message that only the POST answer brought", () => {
    const t = new Timeline<Sequenced>();
    t.pageForward([m(1)]);
    t.echo(m(3, "mine")); // 2, the agent's, is still on its way
    expect(t.cursor).toBe(1);
    t.stream(m(2));
    t.stream(m(3, "mine"));
    expect(t.cursor).toBe(3);
    expect(seqs(t)).toEqual([1, 2, 3]);
  });

  it("accepts holes for customers (staff notes are not theirs to see)", () => {
    const t = new Timeline<Sequenced>();
    t.stream(m(1));
    expect(t.stream(m(5))).toHaveLength(1);
    expect(t.cursor).toBe(5);
  });

  it("holds back what skips a number until the gap is filled, when contiguous", () => {
    const onGap = vi.fn();
    const t = new Timeline<Sequenced>({ contiguous: true, onGap });
    t.pageForward([m(1), m(2)]);
    expect(t.stream(m(4))).toEqual([]);
    expect(onGap).toHaveBeenCalledWith(2);
    expect(seqs(t)).toEqual([1, 2]);
    expect(t.pageForward([m(3)]).map((x) => x.seq)).toEqual([3, 4]);
    expect(t.cursor).toBe(4);
  });

  it("does not let an echoed message jump a gap, when contiguous", () => {
    const t = new Timeline<Sequenced>({ contiguous: true });
    t.pageForward([m(1)]);
    t.echo(m(3, "mine"));
    t.stream(m(3, "mine"));
    expect(t.cursor).toBe(1);
    t.stream(m(2));
    expect(t.cursor).toBe(3);
    expect(seqs(t)).toEqual([1, 2, 3]);
  });

  it("replaces a message whose state changed", () => {
    const t = new Timeline<Sequenced & { state?: string }>();
    t.stream(m(1));
    expect(t.update({ ...m(1), state: "read" })).toBe(true);
    expect(t.items[0]).toMatchObject({ state: "read" });
    expect(t.update(m(9))).toBe(false);
  });
});
