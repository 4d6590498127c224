// The HTTP and WebSocket doors of the pretend back end, and the strings that pull it (/mock/…).
import { randomUUID } from "node:crypto";

const PREFIX = "/api/v1";

export async function api(world, req, res, url) {
  res.setHeader("Access-Control-Allow-Origin", "*");
  res.setHeader("Access-Control-Allow-Headers", "*");
  res.setHeader("Access-Control-Allow-Methods", "*");
  res.setHeader("Access-Control-Expose-Headers", "Retry-After");
  if (req.method === "OPTIONS") return end(res, 204);
  const path = url.pathname.slice(PREFIX.length);
  if (world.rules.down) return problem(res, 503, "unavailable", { "Retry-After": "1" });
  if (req.method === "GET" && path === "/web/config") {
    if (url.searchParams.get("site") !== "demo") return problem(res, 404, "unknown_site");
    return end(res, 200, world.config((req.headers["accept-language"] ?? "").startsWith("en") ? "en" : "zh-CN"));
  }
  const file = /^\/web\/files\/([\w-]+)$/.exec(path);
  if (file) return bytes(world, res, file[1]);
  const raw = await body(req);
  if (req.method === "POST" && path === "/web/sessions") return end(res, 201, world.session(JSON.parse(raw)));
  const customer = world.customers.get((req.headers.authorization ?? "").replace("Bearer ", ""));
  if (!customer) return problem(res, 401, "bad_token");
  return door(world, req, res, url, path, customer, raw);
}

function door(world, req, res, url, path, customer, raw) {
  const json = () => JSON.parse(raw.toString() || "{}");
  if (path === "/web/conversation") {
    const mine = world.openFor(customer.id);
    return mine ? end(res, 200, world.view(mine)) : problem(res, 404, "no_conversation");
  }
  if (path === "/web/conversations") return end(res, 201, world.view(world.open(customer)));
  if (path === "/web/offline-messages") {
    const { contact, text } = json();
    return contact && text ? end(res, 201, { conversation_id: randomUUID() }) : problem(res, 422, "invalid");
  }
  const [, id, rest = ""] = /^\/web\/conversations\/([\w-]+)\/?(.*)$/.exec(path) ?? [];
  const c = world.conversations.get(id);
  if (!c || c.customer !== customer.id) return problem(res, 404, "unknown_conversation");
  const key = `${req.method} ${rest}`;
  if (key === "GET ") return end(res, 200, world.view(c));
  if (key === "GET messages") return end(res, 200, page(c, url.searchParams));
  if (key === "POST messages") return message(world, res, c, json());
  if (key === "POST attachments") return upload(world, req, res, raw);
  if (key === "POST reads") return end(res, 204, void (c.customer_read_seq = Math.max(c.customer_read_seq, json().seq)));
  if (key === "POST handoff") return world.handoff(c), end(res, 201, world.view(c));
  if (key === "DELETE handoff") return world.leave(c), end(res, 200, world.view(c));
  if (key === "POST feedback") return end(res, 204);
  if (key === "POST rating") {
    c.rating = { score: json().score };
    world.system(c, "rated");
    world.changed(c);
    return end(res, 201, c.rating);
  }
  return problem(res, 404, "not_found");
}

function message(world, res, c, body) {
  if (world.rules.limited > 0) {
    world.rules.limited -= 1;
    return problem(res, 429, "too_many", { "Retry-After": String(world.rules.retryAfter ?? 3) });
  }
  if (!body.text && !body.choice_id && !body.attachment_id) return problem(res, 422, "empty");
  if (body.text && [...body.text].length > 10000) return problem(res, 422, "too_long");
  const { again, message: made } = world.receive(c, body);
  return end(res, again ? 200 : 201, made);
}

function page(c, query) {
  const limit = Number(query.get("limit") ?? 50);
  if (query.has("after")) {
    const items = c.messages.filter((m) => m.seq > Number(query.get("after")));
    return { items: items.slice(0, limit), has_more: items.length > limit };
  }
  const items = c.messages.filter((m) => m.seq < Number(query.get("before") ?? Infinity));
  return { items: items.slice(-limit), has_more: items.length > limit };
}

function upload(world, req, res, raw) {
  const boundary = /boundary=(.+)$/.exec(req.headers["content-type"] ?? "")?.[1];
  const start = raw.indexOf("\r\n\r\n") + 4;
  const head = raw.slice(0, start).toString();
  const data = raw.slice(start, raw.lastIndexOf(`\r\n--${boundary}`));
  const id = randomUUID();
  const file = { id, name: /filename="([^"]*)"/.exec(head)?.[1] ?? "file", content_type: /Content-Type: (\S+)/i.exec(head)?.[1] ?? "application/octet-stream", size: data.length, url: `${PREFIX}/web/files/${id}?sig=x`, data };
  Object.defineProperty(file, "data", { enumerable: false });
  world.attachments.set(id, file);
  end(res, 201, file);
}

function bytes(world, res, id) {
  const file = world.attachments.get(id);
  if (!file) return problem(res, 404, "unknown_file");
  res.writeHead(200, { "Content-Type": file.content_type, "X-Content-Type-Options": "nosniff" });
  res.end(file.data);
}

export function socket(world, ws) {
  if (world.rules.wsBlocked) return ws.close(1011);
  world.sockets.add(ws);
  ws.on("close", () => world.sockets.delete(ws));
  const ping = setInterval(() => ws.send('{"type":"ping"}'), 25_000);
  ws.on("close", () => clearInterval(ping));
  ws.on("message", (data) => {
    const frame = JSON.parse(String(data));
    if (frame.type === "hello") hello(world, ws, frame);
    const c = world.conversations.get(frame.conversation_id);
    if (frame.type === "subscribe" && c) replay(ws, c, frame.after);
    if (frame.type === "read" && c) c.customer_read_seq = Math.max(c.customer_read_seq, frame.seq);
  });
}

function hello(world, ws, frame) {
  ws.customer = world.customers.get(frame.token);
  if (!ws.customer) return ws.close(4401);
  const c = world.conversations.get(frame.conversation_id) ?? world.openFor(ws.customer.id);
  ws.send(JSON.stringify({ type: "ready", conversation: c ? world.view(c) : null, server_time: new Date().toISOString() }));
  if (c) replay(ws, c, frame.after);
  ws.ready = true;
}

function replay(ws, c, after) {
  for (const message of c.messages) if (message.seq > after) ws.send(JSON.stringify({ type: "message", message }));
}

/** POST /mock/<verb> with JSON: makes the newest conversation do something. */
export async function strings(world, req, res, url) {
  const verb = url.pathname.slice("/mock/".length);
  const args = JSON.parse((await body(req)).toString() || "{}");
  const c = [...world.conversations.values()].pop();
  const acts = {
    rules: () => Object.assign(world.rules, args),
    say: () => world.say(c, args.text),
    join: () => world.join(c),
    position: () => world.position(c, args.position, args.estimate_s),
    typing: () => world.cast(c, { type: "typing", role: c.controller === "agent" ? "agent" : "bot", name: c.agent?.name, until: new Date(Date.now() + (args.ms ?? 5000)).toISOString() }),
    read: () => world.readByAgent(c),
    handback: () => world.handback(c),
    resolve: () => world.resolve(c),
    drop: () => world.sockets.forEach((s) => s.terminate()),
    history: () => {
      for (let i = 1; i <= (args.count ?? 100); i += 1) world.append(c, { role: i % 2 ? "customer" : "bot", text: `${i % 2 ? "历史问题" : "历史回答"} ${i}`, author: i % 2 ? null : { id: "bot", name: "小禾" } });
    },
    image: () => {
      const file = { id: randomUUID(), name: args.name, content_type: args.type, size: 0, width: args.width, height: args.height };
      Object.defineProperty(file, "data", { value: Buffer.from(args.base64, "base64"), enumerable: false });
      file.size = file.data.length;
      file.url = `${PREFIX}/web/files/${file.id}?sig=x`;
      world.attachments.set(file.id, file);
      world.say(c, "", { attachment: file }, /^image/.test(args.type) ? "image" : "file");
    },
    reset: () => {
      world.sockets.forEach((s) => s.terminate());
      Object.assign(world, { customers: new Map(), conversations: new Map(), posts: 0 });
      Object.assign(world.rules, { down: false, limited: 0, open: true, auto: true, wsBlocked: false });
    },
    state: () => undefined,
  };
  if (!acts[verb]) return end(res, 404, { verbs: Object.keys(acts) });
  acts[verb]();
  end(res, 200, { rules: world.rules, posts: world.posts, messages: c?.messages ?? [], sockets: world.sockets.size });
}

async function body(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  return Buffer.concat(parts);
}

function end(res, status, value) {
  res.writeHead(status, { "Content-Type": "application/json" });
  res.end(value === undefined || status === 204 ? "" : JSON.stringify(value));
}

function problem(res, status, code, headers = {}) {
  res.writeHead(status, { "Content-Type": "application/problem+json", ...headers });
  res.end(JSON.stringify({ type: `https://tandem.example/errors/${code}`, title: code, status, code, detail: "" }));
}
