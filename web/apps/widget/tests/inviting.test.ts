import { describe, expect, it } from "vitest";
import { fits, invitationFor, noteInvited } from "../src/view/inviting.ts";

const bubble = { text: "需要帮忙吗", pages: ["/loan/*"], delay_s: 20, per_day: 2 };

describe("invitations", () => {
  it.each([
    ["/loan/*", "/loan/plan", true],
    ["/loan/*", "/loan/", true],
    ["/loan/*", "/loans", false],
    ["*", "/", true],
    ["/a.b", "/axb", false],
    ["/*/pay", "/me/pay", true],
    ["/pay", "/pay/now", false],
  ])("%s on %s: %s", (pattern, path, wanted) => expect(fits(pattern, path)).toBe(wanted));

  it("come a few times a day, and not again once sent away", () => {
    expect(invitationFor([bubble], "/loan/1", "Mon", null)).toBe(bubble);
    const once = noteInvited("Mon", null);
    expect(invitationFor([bubble], "/loan/1", "Mon", once)).toBe(bubble);
    const twice = noteInvited("Mon", once);
    expect(twice.times).toBe(2);
    expect(invitationFor([bubble], "/loan/1", "Mon", twice)).toBeNull();
    expect(invitationFor([bubble], "/loan/1", "Tue", twice)).toBe(bubble);
    const away = noteInvited("Mon", once, true);
    expect(invitationFor([bubble], "/loan/1", "Mon", away)).toBeNull();
    expect(noteInvited("Tue", away)).toEqual({ day: "Tue", times: 1, dismissed: false });
  });

  it("stay away from other pages", () => {
    expect(invitationFor([bubble], "/about", "Mon", null)).toBeNull();
  });
});
