import { append, broadcast, control, counts, get, iso, loadOf, Refusal, row, state, system, touch, uuid } from "./state.mjs";

const after = { waiting: (c) => (c.waiting_since && Date.parse(c.waiting_since)) || Date.parse(c.updated_at) + 3e12, sla: (c) => (c.sla && Date.parse(c.sla.due_at)) || Date.parse(c.updated_at) + 3e12, newest: (c) => -Date.parse(c.updated_at), oldest: (c) => Date.parse(c.updated_at) };
const VIEWS = {
  mine: (c, me) => c.status === "open" && c.agent?.id === me.id, unassigned: (c) => c.status === "open" && c.controller === "queue", all: (c) => c.status === "open",
  snoozed: (c) => c.status === "snoozed", resolved: (c) => c.status === "resolved",
};

function list(me, q) {
  const found = [...state.conversations.values()].filter((c) =>
    VIEWS[q.get("view") ?? "all"](c, me) && (!q.get("queue_id") || c.queue?.id === q.get("queue_id")) && (!q.get("priority") || c.priority === q.get("priority")) &&
    (!q.get("channel") || c.channel === q.get("channel")) && (!q.get("label") || c.labels.some((l) => l.id === q.get("label"))) &&
    (!q.get("q") || `${c.customer.name} ${c.last_message?.text}`.includes(q.get("q"))));
  const key = after[q.get("sort") ?? "newest"];
  found.sort((a, b) => key(a) - key(b) || (a.id < b.id ? -1 : 1));
  const [start, limit] = [Number(q.get("cursor") ?? 0), Number(q.get("limit") ?? 50)];
  return { items: found.slice(start, start + limit).map(row), next: start + limit < found.length ? String(start + limit) : null };
}

function allowed(c, me) {
  const mine = c.agent?.id === me.id;
  const can = (p) => me.permissions.includes(p);
  if (c.status === "resolved") return ["note", "reopen", "transcript"];
  const actions = ["note"];
  if (mine) actions.push("reply", "transfer", "requeue", "handback", "snooze", "resolve", "priority", "labels");
  else if (c.controller !== "agent" && can("conversations.claim")) actions.push("claim", "priority", "labels");
  if (!mine && can("conversations.takeover")) actions.push("takeover");
  if (can("conversations.assign")) actions.push("assign", "resolve", "requeue", "handback");
  if (c.status === "snoozed" && mine) actions.push("unsnooze");
  return [...new Set([...actions, "transcript"])];
}

function detail(c, me) {
  const previous = [...state.conversations.values()].filter((x) => x.status === "resolved").slice(0, 3)
    .map((x) => ({ id: x.id, opened_at: x.opened_at, resolved_at: x.updated_at, summary: x.wrap_up?.summary, agent: x.agent?.name }));
  const viewers = c.priority === "urgent" ? [{ id: "x", name: "周主管" }] : [];
  return { ...c, handovers: c.handovers, previous, viewers, offer: null, allowed: allowed(c, me) };
}

function page(c, q) {
  const all = state.messages.get(c.id);
  const limit = Number(q.get("limit") ?? 50);
  if (q.has("after")) {
    const items = all.filter((m) => m.seq > Number(q.get("after")));
    return { items: items.slice(0, limit), has_more: items.length > limit };
  }
  const items = q.has("before") ? all.filter((m) => m.seq < Number(q.get("before"))) : all;
  return { items: items.slice(-limit), has_more: items.length > limit };
}

function take(c, me, reason) {
  if (c.agent && c.agent.id !== me.id && reason === "claimed") throw new Refusal(409, "already_claimed", "已被领取。", { agent: c.agent });
  if (loadOf(me.id) >= 9) throw new Refusal(409, "capacity_full", "会话已满。");
  control(c, "agent", me, reason, me.name);
  system(c, "agent_joined", { name: me.name });
  touch(c, { sla: { kind: "first_response", due_at: iso(Date.now() + 60_000), missed: false } });
  return row(c);
}

function reply(c, me, body) {
  if (c.agent && c.agent.id !== me.id) throw new Refusal(409, "not_controller", `${c.agent.name} 正在服务。`);
  if (body.text?.includes("失败")) throw new Refusal(422, "refused", "（模拟）这条消息被拒绝。");
  const attachment = body.attachment_id ? uploads.get(body.attachment_id) : undefined;
  const kind = attachment ? (attachment.content_type.startsWith("image/") ? "image" : "file") : "text";
  const m = append(c, { role: "agent", author: { id: me.id, name: me.name }, client_id: body.client_id, kind, text: body.text ?? "", reply_to: body.reply_to ?? null, payload: attachment ? { attachment } : {} });
  setTimeout(() => {
    c.customer_read_seq = m.seq;
    broadcast({ type: "read", conversation_id: c.id, role: "customer", seq: m.seq }, (s) => s.threads.has(c.id));
  }, 2500);
  return m;
}

const uploads = new Map();
export function attachment(name, type, size, bytes) {
  const url = type.startsWith("image/") ? `data:${type};base64,${bytes.toString("base64")}` : "#";
  const made = { id: uuid(), name, content_type: type, size, url, width: 320, height: 240 };
  uploads.set(made.id, made);
  return made;
}

const acts = {
  "POST claim": (c, me) => take(c, me, "claimed"), "POST takeover": (c, me) => take(c, me, "taken_over"),
  "POST messages": reply,
  "POST notes": (c, me, b) => append(c, { role: "agent", kind: "note", author: { id: me.id, name: me.name }, client_id: b.client_id, text: b.text, payload: { audience: "staff", mentions: b.mentions } }),
  "POST reads": (c, me, b) => void touch(c, { agent_read_seq: b.seq, unread: 0 }),
  "PUT assignment": (c, me, b) => take(c, state.staff.find((s) => s.id === b.agent_id), "by_agent"),
  "POST transfer": (c, me, b) => {
    if (b.agent_id) return take(c, state.staff.find((s) => s.id === b.agent_id), "transferred");
    const queue = state.queues.find((q) => q.id === b.queue_id);
    append(c, { role: "agent", kind: "note", author: { id: me.id, name: me.name }, text: b.comment, payload: { audience: "staff" } });
    control(c, "queue", null, "transferred", me.name);
    touch(c, { queue: { id: queue.id, name: queue.name }, waiting_since: iso(), sla: { kind: "service_level", due_at: iso(Date.now() + 20_000), missed: false } });
    system(c, "transferred", { by: me.name, queue: queue.name });
    return row(c);
  },
  "POST requeue": (c, me) => (control(c, "queue", null, "by_agent", me.name), touch(c, { waiting_since: iso() }), system(c, "queued", { queue: c.queue.name }), row(c)),
  "POST handback": (c, me) => (control(c, "bot", null, "handed_back", me.name), touch(c, { waiting_since: null, sla: null }), system(c, "handed_back", { by: me.name }), row(c)),
  "POST snooze": (c, me, b) => (system(c, "snoozed", { by: me.name }), touch(c, { status: "snoozed", snoozed_until: b.until, sla: null }), row(c)),
  "DELETE snooze": (c) => (touch(c, { status: "open", snoozed_until: null }), system(c, "woken"), row(c)),
  "POST resolution": (c, me, b) => {
    const d = state.dispositions.find((x) => x.id === b.wrap_up.disposition_id);
    system(c, "resolved", { by: me.name });
    touch(c, { status: "resolved", waiting_since: null, sla: null, unread: 0, wrap_up: { ...b.wrap_up, disposition: d && { id: d.id, name: d.name } } });
    return row(c);
  },
  "DELETE resolution": (c, me) => (touch(c, { status: "open", controller: "agent", agent: { id: me.id, name: me.name } }), system(c, "reopened"), row(c)),
  "PUT priority": (c, me, b) => (touch(c, { priority: b.priority }), row(c)),
  "PUT labels": (c, me, b) => (touch(c, { labels: state.labels.filter((l) => b.label_ids.includes(l.id)) }), row(c)),
};

export function conversations(method, parts, q, body, me) {
  const [id, sub] = parts;
  if (!id) return list(me, q);
  if (id === "counts") return counts(me);
  if (id === "bulk") return { results: body.ids.map((x) => bulk(x, body, me)) };
  const c = get(id);
  if (method === "GET" && !sub) return detail(c, me);
  if (method === "GET" && sub === "messages") return page(c, q);
  if (method === "GET" && sub === "transcript") return { text: state.messages.get(id).map((m) => `${m.created_at} ${m.role}: ${m.text}`).join("\n") };
  const act = acts[`${method} ${sub}`];
  if (!act) throw new Refusal(404, "not_found", "没有这个地址。");
  return act(c, me, body);
}

function bulk(id, body, me) {
  const c = get(id);
  if (body.action === "resolve" && c.agent?.id !== me.id) return { id, ok: false, code: "not_controller" };
  if (body.action === "priority") touch(c, { priority: body.priority });
  if (body.action === "resolve") acts["POST resolution"](c, me, body);
  if (body.action === "snooze") touch(c, { status: "snoozed", snoozed_until: body.until });
  if (body.action === "label") acts["PUT labels"](c, me, body);
  return { id, ok: true };
}

export { take };
