import { expect, it } from "vitest";

const sources = import.meta.glob<string>("/src/**/*.{ts,tsx}", { eager: true, query: "?raw", import: "default" });

/** The feature a file belongs to, or null. */
const featureOf = (path: string) => /\/features\/([^/]+)\//.exec(path)?.[1] ?? null;

export function breaches(path: string, source: string): string[] {
  const mine = featureOf(path);
  const imports = [...source.matchAll(/from "([^"]+)"|import\("([^"]+)"\)/g)].map((m) => m[1] ?? m[2]!);
  return imports.filter((target) => {
    const other = featureOf(`${target}/`) ?? (/^\.\.(\/\.\.)+\//.test(target) ? featureOf(new URL(target, `http://x${path}`).pathname) : null);
    if (mine && target.startsWith("@/app")) return true;
    if (mine) return other !== null && other !== mine;
    // From outside a feature only its index may be used.
    return target.startsWith("@/features/") && !target.endsWith("/index.ts");
  });
}

it("sees a planted breach", () => {
  expect(breaches("/src/features/a/x.ts", 'import { y } from "@/features/b/index.ts";')).toHaveLength(1);
  expect(breaches("/src/features/a/hooks/x.ts", 'import { y } from "../../b/y.ts";')).toHaveLength(1);
  expect(breaches("/src/lib/x.ts", 'import { y } from "@/features/b/hooks/y.ts";')).toHaveLength(1);
  expect(breaches("/src/features/a/hooks/x.ts", 'import { y } from "../rules/y.ts";')).toHaveLength(0);
});

it("features do not import each other, and nothing reaches into them", () => {
  const found = Object.entries(sources)
    .filter(([path]) => !path.includes("/test/"))
    .flatMap(([path, source]) => breaches(path, source).map((b) => `${path} → ${b}`));
  expect(found).toEqual([]);
});

it("keeps files short", () => {
  const long = Object.entries(sources).filter(([, s]) => s.split("\n").length > 250).map(([path]) => path);
  expect(long).toEqual([]);
});
