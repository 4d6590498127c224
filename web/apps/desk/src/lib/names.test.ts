import { expect, it } from "vitest";
import { codeOf } from "./names.ts";

it.each([
  [{ id: "01a2-9faf", name: null }, "9FAF"],
  [{ id: "01a2-9faf", name: "访客 9FAF" }, "9FAF"],
  [{ id: "01a2-9faf", name: "Visitor 9FAF" }, "9FAF"],
  [{ id: "01a2-9faf", name: "访客王先生" }, null],
  [{ id: "01a2-9faf", name: "王小明" }, null],
])("calls %o by its code or its name", (customer, code) => expect(codeOf(customer)).toBe(code));
