// Serves the built widget with a pretend back end: node mock/serve.mjs [--watch]; PORT, default 5199 (0: a free one).
//   /demo  a host page with the embed   /chat  the full page   /mock/<verb>  see doors.mjs
import { spawn } from "node:child_process";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { WebSocketServer } from "ws";
import { api, socket, strings } from "./doors.mjs";
import { World } from "./world.mjs";

const here = import.meta.dirname;
const dist = join(here, "..", "dist");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css", ".json": "application/json" };
const world = new World();

function file(res, path) {
  if (!existsSync(path) || !statSync(path).isFile()) return res.writeHead(404).end("not found; npm run build first");
  res.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream", "Cache-Control": "no-store" });
  createReadStream(path).pipe(res);
}

const server = createServer((req, res) => {
  const url = new URL(req.url, "http://localhost");
  const path = normalize(url.pathname);
  const failed = (error) => (res.headersSent ? res.end() : res.writeHead(500).end(String(error)));
  if (path.startsWith("/api/")) return void api(world, req, res, url).catch(failed);
  if (path.startsWith("/mock/")) return void strings(world, req, res, url).catch(failed);
  if (path === "/" || path === "/demo") return file(res, join(here, "host.html"));
  if (path === "/chat" || path === "/chat/") return file(res, join(dist, "chat", "index.html"));
  file(res, join(dist, path));
});

const sockets = new WebSocketServer({ server, path: "/api/v1/web/socket" });
sockets.on("connection", (ws) => socket(world, ws));

server.listen(Number(process.env.PORT ?? 5199), "127.0.0.1", () => {
  const at = `http://127.0.0.1:${server.address().port}`;
  console.log(`${at}/demo  ${at}/chat?site=demo`);
});

if (process.argv.includes("--watch")) {
  const vite = join(here, "../../../node_modules/vite/bin/vite.js");
  for (const config of ["vite.embed.config.ts", "vite.config.ts"]) spawn(process.execPath, [vite, "build", "--watch", "--config", config], { cwd: join(here, ".."), stdio: "inherit" });
}
