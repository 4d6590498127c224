import { resolve } from "node:path";
import { defineConfig } from "vite";

// The embed: one classic script, styles inside, no requests of its own but the API's.
export default defineConfig({
  build: {
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: true,
    target: ["es2019", "chrome70", "safari13"],
    cssTarget: ["chrome70", "safari13"],
    reportCompressedSize: false,
    lib: { entry: resolve(import.meta.dirname, "src/embed.ts"), formats: ["iife"], name: "TandemWidget", fileName: () => "widget.js" },
  },
});
