import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

// The self-service pages, served by the API at /h5 (and at /verify/CODE for whoever checks a certificate).
export default defineConfig({
  root: resolve(import.meta.dirname, "page"),
  base: "/h5/",
  build: {
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: true,
    target: ["es2019", "chrome70", "safari13"],
    cssTarget: ["chrome70", "safari13"],
    modulePreload: false,
    reportCompressedSize: false,
  },
  test: { root: import.meta.dirname, include: ["tests/**/*.test.ts"], environment: "happy-dom" },
});
