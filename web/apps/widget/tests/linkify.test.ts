import { describe, expect, it } from "vitest";
import { linkify } from "../src/view/linkify.ts";

const links = (text: string) => linkify(text).filter((p) => p.href).map((p) => p.href);

describe("linkify", () => {
  it.each([
    ["见 https://example.com/a。谢谢", "https://example.com/a"],
    ["（https://example.com/a?b=1&c=2）", "https://example.com/a?b=1&c=2"],
    ["see http://example.com/a, then", "http://example.com/a"],
    ["(https://example.com/wiki/A_(b))", "https://example.com/wiki/A_(b)"],
    ["HTTPS://EXAMPLE.COM!", "HTTPS://EXAMPLE.COM"],
  ])("finds the address in %s", (text, url) => {
    expect(links(text)).toEqual([url]);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "ftp://example.com", "mailto:a@b.c", "http://", "www.example.com", "<img src=x>"])("makes no link of %s", (text) => {
    expect(links(text)).toEqual([]);
  });

  it("loses no character", () => {
    const text = "一 https://a.cn/1, 二 http://b.cn。javascript:x 三";
    expect(linkify(text).map((p) => p.text).join("")).toBe(text);
  });
});
