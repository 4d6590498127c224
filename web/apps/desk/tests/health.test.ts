// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { messages } from "../src/features/admin/messages.ts";

/** Every `Check("name", probe, critical=…)` of the server's sources. */
const server = fileURLToPath(new URL("../../../../src/tandem", import.meta.url));
const sources = readdirSync(server, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py"));
const checks = sources.flatMap((path) => [...readFileSync(`${server}/${path}`, "utf8").matchAll(/\bCheck\(\s*"(\w+)"([^)]*)/g)].map(([, name, rest]) => ({ name: name!, critical: !rest!.includes("critical=False") })));

it("finds the server's checks", () => expect(checks.map((one) => one.name)).toEqual(expect.arrayContaining(["database", "predictions", "sentence_encoders"])));

it.each(checks)("says $name in words, and what is missing without it", ({ name, critical }) => {
  const words = messages["zh-CN"] as Record<string, string>;
  expect(words).toHaveProperty([`check.${name}`]);
  // A critical one that fails stops everything: then there is no page to say it on.
  if (!critical) expect(words).toHaveProperty([`degraded.${name}`]);
});
