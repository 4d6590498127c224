import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { attachment, conversations } from "./conversations.mjs";
import { offerTo, start } from "./life.mjs";
import { rest } from "./rest.mjs";
import { seed } from "./seed.mjs";
import { attach, detach, iso, Refusal, state, uuid } from "./state.mjs";

const PORT = Number(process.env.PORT ?? 8787);
const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const sessions = new Map();
const online = new Set();
seed();

const cookie = (req) => /tandem_session=([\w-]+)/.exec(req.headers.cookie ?? "")?.[1];
const who = (req) => state.staff.find((s) => s.id === sessions.get(cookie(req)));
const session = (me) => ({
  csrf_token: "mock", expires_at: iso(Date.now() + 8 * 3600_000),
  staff: { ...me, business_line: { id: "b1", name: "消费信贷事业部" }, locale: me.locale ?? "zh-CN", preferences: state.preferences.get(me.id) ?? {} },
});

function signIn({ username, password }, res) {
  if (username === "locked") throw new Refusal(423, "locked", "账号已锁定。", { retryAfter: 840 });
  if (username === "flood") throw new Refusal(429, "too_many_requests", "请求太频繁。", { retryAfter: 12 });
  const me = state.staff.find((s) => s.username === username);
  if (!me || password !== "demo") throw new Refusal(401, "bad_credentials", "用户名或密码错误。");
  const token = uuid();
  sessions.set(token, me.id);
  res.setHeader("Set-Cookie", `tandem_session=${token}; HttpOnly; SameSite=Lax; Path=/`);
  return session(me);
}

async function body(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function upload(raw) {
  const head = raw.subarray(0, 600).toString("utf8");
  const start = raw.indexOf("\r\n\r\n") + 4;
  const bytes = raw.subarray(start, raw.lastIndexOf("\r\n--"));
  return attachment(/filename="([^"]*)"/.exec(head)?.[1] ?? "file", /Content-Type: (\S+)/i.exec(head)?.[1] ?? "application/octet-stream", bytes.length, bytes);
}

async function api(req, res, url) {
  const parts = url.pathname.replace("/api/v1/", "").split("/");
  const raw = req.method === "GET" ? null : await body(req);
  if (parts.at(-1) === "attachments") return upload(raw);
  const json = raw?.length ? JSON.parse(raw.toString()) : {};
  if (parts[0] === "session" && req.method === "POST") return signIn(json, res);
  const me = who(req);
  if (!me) throw new Refusal(401, "not_signed_in", "请先登录。");
  if (parts[0] === "session") return req.method === "DELETE" ? void sessions.delete(cookie(req)) : session(me);
  if (parts[0] === "me") {
    if (json.preferences) state.preferences.set(me.id, json.preferences);
    if (json.locale) me.locale = json.locale;
    return session(me).staff;
  }
  if (parts[0] === "mock-offer") return offerTo(me);
  if (parts[0] === "conversations") return conversations(req.method, parts.slice(1), url.searchParams, json, me);
  return rest(req.method, parts, url.searchParams, json, me);
}

function sendFile(res, path) {
  const file = join(DIST, path.replace(/^\/desk\/?/, ""));
  const found = extname(file) && existsSync(file) ? file : join(DIST, "index.html");
  res.setHeader("Content-Type", TYPES[extname(found)] ?? "application/octet-stream");
  createReadStream(found).pipe(res);
}

const server = createServer(async (req, res) => {
  const url = new URL(req.url, "http://mock");
  if (!url.pathname.startsWith("/api/")) return sendFile(res, url.pathname);
  try {
    const answer = await api(req, res, url);
    res.statusCode = answer === undefined ? 204 : 200;
    res.setHeader("Content-Type", "application/json");
    res.end(answer === undefined ? undefined : JSON.stringify(answer));
  } catch (error) {
    const { status = 500, code = "internal", extra = {} } = error;
    if (status === 500) console.error(error);
    if (extra.retryAfter) res.setHeader("Retry-After", extra.retryAfter);
    res.writeHead(status, { "Content-Type": "application/problem+json" });
    res.end(JSON.stringify({ type: `https://tandem.example/errors/${code}`, title: error.message, status, detail: error.message, code, request_id: uuid(), ...extra }));
  }
});

new WebSocketServer({ server, path: "/api/v1/socket" }).on("connection", (ws, req) => {
  const me = who(req);
  if (!me) return ws.close(4401);
  const socket = { ws, me, threads: new Set(), topics: new Set() };
  ws.on("message", (data) => {
    const frame = JSON.parse(data);
    if (frame.type === "hello") {
      attach(socket);
      online.add(me);
      ws.send(JSON.stringify({ type: "ready", staff: { id: me.id, name: me.name }, server_time: iso() }));
    }
    if (frame.type === "open") {
      socket.threads.add(frame.conversation_id);
      ws.send(JSON.stringify({ type: "viewers", conversation_id: frame.conversation_id, viewers: state.conversations.get(frame.conversation_id)?.priority === "urgent" ? [{ id: "x", name: "周主管" }] : [] }));
      for (const message of state.messages.get(frame.conversation_id) ?? []) if (message.seq > frame.after) ws.send(JSON.stringify({ type: "message", message }));
    }
    if (frame.type === "close") socket.threads.delete(frame.conversation_id);
    if (frame.type === "watch") socket.topics = new Set(frame.topics);
  });
  ws.on("close", () => detach(socket));
});

start(() => online);
server.listen(PORT, "127.0.0.1", () => console.log(`mock desk: http://127.0.0.1:${PORT}/desk/  (agent / demo)`));
