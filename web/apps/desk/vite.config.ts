import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env.TANDEM_DESK_API ?? "http://127.0.0.1:8787";

export default defineConfig({
  base: "/desk/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": { target: api, ws: true } } },
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 1500,
  },
});
