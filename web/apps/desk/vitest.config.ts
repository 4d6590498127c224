import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  test: { environment: "jsdom", include: ["{src,tests}/**/*.test.{ts,tsx}"], env: { TZ: "Asia/Shanghai" } },
});
