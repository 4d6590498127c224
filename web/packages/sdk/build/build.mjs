// One ES module without dependencies, and its types: dist/index.js, dist/types/. What `npm pack` puts into the package.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { build } from "vite";

const here = resolve(import.meta.dirname, "..");
const dist = join(here, "dist");
rmSync(dist, { recursive: true, force: true });
await build({
  root: here,
  logLevel: "warn",
  build: {
    outDir: dist,
    target: "es2019",
    minify: false,
    reportCompressedSize: false,
    lib: { entry: join(here, "src/index.ts"), formats: ["es"], fileName: () => "index.js" },
  },
});

// The compiler writes types of both packages; the realtime package is not published, so its name becomes a path.
const types = join(dist, "types");
const packages = resolve(here, "..");
execFileSync(process.execPath, [join(here, "../../node_modules/typescript/bin/tsc"), "-p", join(here, "build/tsconfig.json"), "--outDir", types], { stdio: "inherit" });
for (const name of readdirSync(types, { recursive: true }).map(String).filter((f) => f.endsWith(".d.ts"))) {
  const file = join(types, name);
  const up = relative(join(file, ".."), join(types, "realtime/src/index.js"));
  writeFileSync(file, readFileSync(file, "utf8").replaceAll('"@tandem/realtime"', `"${up.startsWith(".") ? up : `./${up}`}"`).replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
}

// The package that is handed out names no workspace.
const { name, version, description, license, engines } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const exports = { ".": { types: "./types/sdk/src/index.d.ts", default: "./index.js" } };
const manifest = { name, version, description, license, engines, type: "module", sideEffects: false, exports, types: "./types/sdk/src/index.d.ts" };
writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
mkdirSync(dist, { recursive: true });
cpSync(join(here, "README.md"), join(dist, "README.md"));
cpSync(join(packages, "../../LICENSE"), join(dist, "LICENSE"));
