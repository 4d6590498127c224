import { beforeEach, describe, expect, it } from "vitest";
import { ComposerDrafts } from "./composerDrafts.ts";

describe("composer drafts", () => {
  let now = 0;
  const drafts = () => new ComposerDrafts("me", localStorage, () => now);
  beforeEach(() => {
    localStorage.clear();
    now = Date.UTC(2026, 10, 1);
  });

  it("survives a reload, each conversation for itself", () => {
    drafts().write("c1", "note", "记一下");
    drafts().write("c2", "reply", "您好");
    expect(drafts().read("c1")).toMatchObject({ mode: "note", text: "记一下" });
    expect(drafts().ids()).toEqual(new Set(["c1", "c2"]));
    expect(new ComposerDrafts("other", localStorage).read("c1")).toBeNull();
  });

  it("forgets an emptied field", () => {
    drafts().write("c1", "reply", "您好");
    drafts().write("c1", "reply", "  ");
    expect(drafts().ids().size).toBe(0);
  });

  it("remembers that a note was begun, and calls it no draft while nothing is written", () => {
    drafts().write("c1", "note", "");
    expect(drafts().read("c1")).toMatchObject({ mode: "note" });
    expect(drafts().ids().size).toBe(0);
  });

  it("prunes after a month", () => {
    drafts().write("c1", "reply", "您好");
    now += 31 * 86_400_000;
    drafts().write("c2", "reply", "新的");
    drafts().prune();
    expect(drafts().ids()).toEqual(new Set(["c2"]));
  });

  it("takes a broken or blocked storage for none", () => {
    localStorage.setItem("tandem.desk.draft.me.c1", "{broken");
    expect(drafts().read("c1")).toBeNull();
    expect(() => drafts().prune()).not.toThrow();
    const blocked = { length: 0, key: () => null, getItem: () => null, removeItem: () => {}, setItem: () => { throw new Error("full"); } };
    expect(() => new ComposerDrafts("me", blocked).write("c1", "reply", "x")).not.toThrow();
  });
});
