import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// A page costs half a second a file: only those that look at one have it.
const LOOKING = [
  "src/**/*.test.tsx",
  "src/features/conversations/hooks/thread.test.ts",
  "src/lib/composerDrafts.test.ts",
  "src/lib/realtime.test.ts",
  "src/test/commands.test.ts",
];

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  test: {
    env: { TZ: "Asia/Shanghai" },
    projects: [
      { extends: true, test: { name: "screens", environment: "jsdom", include: LOOKING, setupFiles: ["src/test/patience.ts"], testTimeout: 60_000 } },
      { extends: true, test: { name: "rules", environment: "node", include: ["{src,tests}/**/*.test.ts"], exclude: LOOKING } },
    ],
  },
});
