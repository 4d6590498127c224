import { ANSWERS, CANNED, CATEGORIES, DISPOSITIONS, LABELS, NAMES, QUESTIONS, QUEUES, STAFF } from "./samples.mjs";
import { iso, state, uuid } from "./state.mjs";

let at = 7;
/** Small repeatable pseudo-random numbers: the same screens at every start. */
export const random = () => (at = (at * 16807) % 2147483647) / 2147483647;
export const pick = (list) => list[Math.floor(random() * list.length)];
const MIN = 60_000;

function people() {
  for (const [username, name, roles, permissions] of STAFF) {
    const id = uuid();
    state.staff.push({ id, username, name, roles, permissions, team: { id: "t1", name: roles[0] === "agent" ? "还款一组" : "运营组" }, skills: ["repayment"], capacity: 5, active: true, created_at: iso(Date.now() - 90 * 86400_000), last_seen_at: iso(Date.now() - random() * 5 * 86400_000) });
    state.presence.set(id, { state: pick(["online", "online", "online", "busy", "away"]), since: iso(Date.now() - random() * 50 * MIN), capacity: 5, load: 0, auto_accept: false });
  }
}

function catalogues() {
  state.labels = LABELS.map(([name, color]) => ({ id: uuid(), name, color }));
  state.queues = QUEUES.map(([name, skill], i) => ({ id: uuid(), key: skill, name, skills: [skill], sl_target_s: 20, sl_goal: 0.8, accept_timeout_s: 20, calendar_id: i < 3 ? "cal1" : null, accept_mode: "offer", first_response_s: 60, next_response_s: 180, short_abandon_s: 5, open: i < 3 }));
  for (const [code, name, children] of DISPOSITIONS) {
    const parent = { id: uuid(), code, name, parent_id: null };
    state.dispositions.push(parent, ...children.map((n, i) => ({ id: uuid(), code: `${code}.${i + 1}`, name: n, parent_id: parent.id })));
  }
  state.canned = CANNED.map(([shortcut, title, text, scope]) => ({ id: uuid(), shortcut, title, text, scope }));
  state.categories = CATEGORIES.map(([key, title]) => ({ id: uuid(), key, title }));
}

function entries() {
  ANSWERS.forEach(([key, cat, question, answer, phrasings], i) => {
    const category = state.categories.find((c) => c.key === cat);
    const author = state.staff[i % 4];
    const id = uuid();
    const first = { version: 1, question, answer: answer.replace("。", "，请您留意。"), phrasings: phrasings.slice(0, 2), author: { id: author.id, name: author.name }, created_at: iso(Date.now() - 40 * 86400_000), comment: "初稿" };
    const second = { version: 2, question, answer, phrasings, author: { id: author.id, name: author.name }, created_at: iso(Date.now() - 3 * 86400_000), comment: "按新规则修订" };
    const st = ["published", "published", "published", "in_review", "draft", "published", "retired"][i % 7];
    state.entries.set(id, { id, key, category, question, answer, phrasings, state: st, version: 2, published_version: st === "published" ? 2 : st === "draft" ? null : 1, effective_from: null, effective_to: null, author: { id: author.id, name: author.name }, reviewer: st === "published" ? { id: "r", name: "赵敏" } : null, updated_at: iso(Date.now() - i * 7 * 3600_000), hits_30d: Math.round(random() * 900), versions: [second, first] });
  });
}

const line = (c, ago, role, text, extra = {}) => {
  c.last_seq += 1;
  state.messages.get(c.id).push({ id: uuid(), conversation_id: c.id, seq: c.last_seq, client_id: null, kind: "text", role, author: null, text, payload: {}, reply_to: null, created_at: iso(Date.now() - ago), state: role === "customer" ? "delivered" : "read", ...extra });
};

export function conversation(kind, owner, minutesAgo, index) {
  const id = uuid();
  const named = random() < 0.75;
  const queue = pick(state.queues);
  const q = pick(QUESTIONS);
  const t = minutesAgo * MIN;
  const c = {
    id, customer: { id: uuid(), name: named ? NAMES[index % NAMES.length] : null, verified: named, phone: named ? "138****" + String(1000 + Math.floor(random() * 9000)) : null, location: "杭州", page_url: "https://example.test/loan/repay", user_agent: "Mozilla/5.0 (Linux; Android 14) Chrome/126.0", attributes: named ? { 客户等级: pick(["金卡", "普通"]), 在贷笔数: 1 + Math.floor(random() * 3), 最近还款日: "每月 18 日", 逾期: "无" } : {} },
    channel: pick(["web", "web", "web", "app", "wechat"]), queue: { id: queue.id, name: queue.name }, controller: "bot", status: "open", agent: null,
    priority: pick(["normal", "normal", "normal", "normal", "high", "urgent", "low"]), labels: random() < 0.5 ? [pick(state.labels)] : [], last_message: null, unread: 0,
    waiting_since: null, opened_at: iso(Date.now() - t), updated_at: iso(Date.now() - t), sla: null, snoozed_until: null, version: 1, last_seq: 0,
    handovers: [{ at: iso(Date.now() - t), from: null, to: "bot", reason: "opened", by: null }], wrap_up: null, rating: null, customer_read_seq: 0, agent_read_seq: 0,
  };
  state.conversations.set(id, c);
  state.messages.set(id, []);
  line(c, t - 5e3, "customer", q[0]);
  line(c, t - 6e3, "bot", q[1], { payload: { sources: [{ entry_id: [...state.entries.keys()][0], key: "repay.early", title: q[2], version: 2 }], confidence: 0.62 + random() * 0.36, policy: "auto" } });
  if (kind === "bot") return finish(c, t - 6e3, "bot", q[1]);
  line(c, t - 20e3, "customer", "我要转人工");
  line(c, t - 20e3, "system", "", { kind: "system", payload: { event: "queued", data: { queue: queue.name, reason: "asked_for_person" } } });
  c.handovers.push({ at: iso(Date.now() - t + 20e3), from: "bot", to: "queue", reason: "asked_for_person", by: null });
  c.controller = "queue";
  if (kind === "queue") {
    c.waiting_since = iso(Date.now() - t + 20e3);
    c.sla = { kind: "service_level", due_at: iso(Date.now() - t + 40e3), missed: t > 40e3 };
    c.unread = 2;
    return finish(c, t - 20e3, "customer", "我要转人工");
  }
  return served(c, kind, owner, t, q);
}

function served(c, kind, owner, t, q) {
  const me = { id: owner.id, name: owner.name };
  Object.assign(c, { controller: "agent", agent: me });
  c.handovers.push({ at: iso(Date.now() - t + 35e3), from: "queue", to: "agent", reason: "accepted", by: owner.name });
  line(c, t - 35e3, "system", "", { kind: "system", payload: { event: "agent_joined", data: { name: owner.name } } });
  line(c, t - 50e3, "agent", "您好，我是客服" + owner.name.slice(-1) + "，正在为您查询，请稍等。", { author: me });
  line(c, t - 70e3, "agent", "客户上周也来问过同一件事，注意安抚。", { author: me, kind: "note", payload: { audience: "staff" } });
  line(c, t - 95e3, "customer", q[3]);
  c.agent_read_seq = c.last_seq - 1;
  c.customer_read_seq = c.last_seq - 1;
  if (kind === "snoozed") Object.assign(c, { status: "snoozed", snoozed_until: iso(Date.now() + 3 * 3600_000) });
  if (kind === "resolved") {
    line(c, t - 100e3, "agent", "已经为您处理好了，还有其他可以帮您的吗？", { author: me });
    line(c, t - 130e3, "system", "", { kind: "system", payload: { event: "resolved", data: { by: owner.name } } });
    line(c, t - 150e3, "system", "", { kind: "system", payload: { event: "rated", data: { score: 5 } } });
    Object.assign(c, { status: "resolved", rating: { score: 5, comment: "很快" }, wrap_up: { disposition: { id: state.dispositions[1].id, name: state.dispositions[1].name }, resolved: true, summary: "客户咨询提前还款，已说明步骤与费用。" } });
    return finish(c, t - 100e3, "agent", "已经为您处理好了，还有其他可以帮您的吗？");
  }
  if (kind !== "snoozed") {
    c.unread = random() < 0.6 ? 1 : 0;
    c.waiting_since = c.unread ? iso(Date.now() - t + 95e3) : null;
    c.sla = c.unread ? { kind: "next_response", due_at: iso(Date.now() + (random() * 200 - 40) * 1000), missed: false } : null;
  }
  return finish(c, t - 95e3, "customer", q[3]);
}

function finish(c, ago, role, text) {
  c.last_message = { role, text, at: iso(Date.now() - ago), kind: "text" };
  c.updated_at = c.last_message.at;
  return c;
}

function audit() {
  const actions = ["access.signed_in", "conversation.read", "conversation.claimed", "knowledge.published", "staff.changed", "settings.changed"];
  for (let i = 1; i <= 140; i += 1) {
    const who = pick(state.staff);
    state.audit.unshift({ seq: i, at: iso(Date.now() - (140 - i) * 7 * MIN), actor: { id: who.id, name: who.name }, action: pick(actions), subject: `conversation:${uuid()}`, data: { ip: "10.0.*.*", fields: ["status"] }, hash: Array.from({ length: 64 }, () => "0123456789abcdef"[Math.floor(random() * 16)]).join("") });
  }
}

export function seed() {
  people();
  catalogues();
  entries();
  audit();
  const agents = state.staff.filter((s) => s.roles.includes("agent"));
  const me = agents[0];
  let n = 0;
  const add = (kind, owner, minutes) => conversation(kind, owner, minutes, (n += 1));
  [3, 6, 9, 14].forEach((m) => add("agent", me, m));
  agents.slice(1).forEach((a) => [4, 8, 13].slice(0, 1 + Math.floor(random() * 3)).forEach((m) => add("agent", a, m + random() * 4)));
  [0.4, 0.7, 1.2, 2.1, 3.4].forEach((m) => add("queue", null, m + 0.3));
  for (let i = 0; i < 14; i += 1) add("bot", null, 1 + i * 2.3);
  for (let i = 0; i < 3; i += 1) add("snoozed", me, 200 + i * 30);
  for (let i = 0; i < 18; i += 1) add("resolved", pick(agents), 60 + i * 47);
  for (let i = 0; i < Number(process.env.MOCK_ROWS ?? 0); i += 1) add("bot", null, 30 + i * 0.5);
  history(add("agent", me, 2));
  let waiting = 3;
  state.series = Array.from({ length: 60 }, (_, i) => {
    waiting = Math.max(0, Math.min(14, waiting + Math.round((random() - 0.5) * 4)));
    return { t: iso(Date.now() - (59 - i) * MIN), waiting, answered: Math.round(2 + random() * 6), service_level: 0.68 + random() * 0.3 };
  });
}

/** One conversation with a long past, an image and a file, for paging and the lightbox. */
function history(c) {
  const list = state.messages.get(c.id);
  const tail = list.splice(0);
  c.last_seq = 0;
  const day = 86400_000;
  for (let i = 0; i < 130; i += 1) line(c, 2 * day - i * 60e3, i % 2 ? "agent" : "customer", i % 2 ? `好的，第 ${i} 条已为您记录。` : `第 ${i} 个问题：${pick(QUESTIONS)[0]}`, i % 2 ? { author: c.agent } : {});
  const svg = encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="640" height="420"><rect width="640" height="420" fill="#dfe7f5"/><rect x="60" y="60" width="520" height="300" rx="16" fill="#fff"/><text x="320" y="220" font-size="36" text-anchor="middle" fill="#33415c">还款失败截图</text></svg>');
  line(c, 3 * 60e3, "customer", "", { kind: "image", payload: { attachment: { id: uuid(), name: "截图.png", content_type: "image/png", size: 84213, url: `data:image/svg+xml,${svg}`, width: 640, height: 420 } } });
  line(c, 2.8 * 60e3, "agent", "", { kind: "file", author: c.agent, payload: { attachment: { id: uuid(), name: "提前还款办理指引.pdf", content_type: "application/pdf", size: 381002, url: "#" } } });
  for (const m of tail) line(c, Date.now() - Date.parse(m.created_at), m.role, m.text, { kind: m.kind, payload: m.payload, author: m.author });
  c.agent_read_seq = c.last_seq - 1;
}
