import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

// The full-page (H5) version, served by the API at /chat.
export default defineConfig({
  root: resolve(import.meta.dirname, "page"),
  base: "/chat/",
  build: {
    outDir: resolve(import.meta.dirname, "dist/chat"),
    emptyOutDir: true,
    target: ["es2019", "chrome70", "safari13"],
    cssTarget: ["chrome70", "safari13"],
    modulePreload: false,
    reportCompressedSize: false,
  },
  test: { root: import.meta.dirname, include: ["tests/**/*.test.ts"], environment: "happy-dom" },
});
