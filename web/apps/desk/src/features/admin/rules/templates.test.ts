import type { TemplateKind } from "@tandem/api";
import { expect, it } from "vitest";
import { fieldsFor, places } from "./templates.ts";

const WECHAT = { kinds: [{ key: "thing", label: "" }, { key: "amount", label: "" }, { key: "character_string", label: "" }] } as TemplateKind;

it("makes a field of every place, named by its line, and keeps what was there", () => {
  const text = "客户姓名：{{thing1.DATA}}\n应还金额：{{amount2.DATA}}\n编号：{{character_string3.DATA}}";
  const known = { key: "thing1", name: "称呼", kind: "thing", source: "customer.name", preset: "" };
  expect(fieldsFor({ text, subject: null }, [known], WECHAT)).toEqual([
    known,
    { key: "amount2", name: "应还金额", kind: "amount", source: null, preset: "" },
    { key: "character_string3", name: "编号", kind: "character_string", source: null, preset: "" },
  ]);
});

it("reads places of a subject and a text once each, in order", () => {
  expect(places("关于{{matter}}", "您好{{ name }}，{{matter}}。{{不是}}")).toEqual(["matter", "name"]);
  expect(places(null, undefined)).toEqual([]);
});
