// The endpoints beside conversations: session, presence, board, knowledge, administration.
import { iso, loadOf, Refusal, row, state, take, uuid } from "./rest.deps.mjs";
import { workbench } from "./training.mjs";

const open = () => [...state.conversations.values()].filter((c) => c.status === "open");

function stats(list, queue) {
  const waiting = list.filter((c) => c.controller === "queue").sort((a, b) => a.waiting_since.localeCompare(b.waiting_since));
  const oldest = waiting[0]?.waiting_since ?? null;
  const n = queue ? queue.name.length : 17;
  return {
    waiting: waiting.length, longest_wait_s: oldest ? Math.round((Date.now() - Date.parse(oldest)) / 1000) : null, oldest_waiting_at: oldest, in_service: list.filter((c) => c.controller === "agent").length,
    offered_today: 40 + n * 9, answered_today: 36 + n * 8, abandoned_today: n % 5, service_level: queue ? [0.91, 0.78, 0.84, 0.62][state.queues.indexOf(queue)] : 0.83, sl_target_s: 20, sl_goal: 0.8,
    asa_s: 14 + n, aht_s: 260 + n * 7, agents_online: 6, agents_free: 3,
  };
}

function board() {
  const agents = state.staff.filter((s) => s.roles.includes("agent")).map((s, i) => {
    const p = state.presence.get(s.id);
    return { id: s.id, name: s.name, team: s.team.name, state: p.state, since: p.since, load: loadOf(s.id), capacity: p.capacity, queues: state.queues.slice(i % 2, 2 + (i % 3)).map((q) => q.name), handled_today: 6 + ((i * 7) % 23), last_activity_at: iso() };
  });
  return {
    at: iso(), queues: state.queues.map((q) => ({ id: q.id, name: q.name, open: q.name !== "投诉与建议", ...stats(open().filter((c) => c.queue.id === q.id), q) })), agents,
    totals: { ...stats(open()), bot_active: open().filter((c) => c.controller === "bot").length, bot_answered_today: 812, handed_over_today: 164 },
    waiting: open().filter((c) => c.controller === "queue").sort((a, b) => a.waiting_since.localeCompare(b.waiting_since)).map(row), series: state.series,
  };
}

const day = (from, to) => [{ from, to }];
const calendars = [{
  id: "cal1", name: "人工服务时间", text: "周一至周五 9:00–12:00、13:30–21:00，周六 10:00–18:00", open: true,
  definition: { timezone: "Asia/Shanghai", weekly: { 1: [...day("09:00", "12:00"), ...day("13:30", "21:00")], 2: day("09:00", "21:00"), 3: day("09:00", "21:00"), 4: day("09:00", "21:00"), 5: day("09:00", "21:00"), 6: day("10:00", "18:00"), 7: [] }, holidays: "china", holiday_spans: day("10:00", "16:00"), workday_spans: null, exceptions: [{ date: "2026-12-31", name: "年终盘点", spans: day("09:00", "12:00") }] },
}];
const seat = { queue_ids: [], skills: ["repayment"], capacity: 5, auto_accept: false };

function settings(method, [kind, id], body) {
  if (kind === "seats") return method === "PUT" ? body : { ...seat, queue_ids: state.queues.slice(0, 2).map((q) => q.id) };
  const list = kind === "calendars" ? calendars : state.queues;
  if (method === "GET") return list;
  if (method === "POST") list.push({ id: uuid(), text: "", open: true, ...body });
  return id ? Object.assign(list.find((x) => x.id === id), body) : list.at(-1);
}

function knowledge(method, [kind, id, sub], q, body, me) {
  if (kind === "categories") return state.categories;
  if (kind === "search") {
    const text = q.get("q") ?? "";
    const hit = (e) => [...text].filter((ch) => e.question.includes(ch)).length / (text.length || 1);
    const items = [...state.entries.values()].filter((e) => e.published_version).map((e) => ({ entry_id: e.id, key: e.key, question: e.question, answer: e.answer, score: hit(e), confidence: Math.min(0.98, hit(e)) })).sort((a, b) => b.score - a.score).filter((x) => x.score > 0.2);
    return { items: items.slice(0, Number(q.get("limit") ?? 8)), degraded: [] };
  }
  if (!id && method === "GET") {
    const items = [...state.entries.values()].filter((e) => (!q.get("state") || e.state === q.get("state")) && (!q.get("category") || [e.category.id, e.category.key].includes(q.get("category"))) && (!q.get("q") || `${e.question}${e.answer}`.includes(q.get("q"))));
    return { items, next: null };
  }
  const author = { id: me.id, name: me.name };
  if (!id) {
    const e = { id: uuid(), key: `new.${state.entries.size}`, ...body, category: state.categories.find((c) => c.id === body.category_id), state: "draft", version: 1, published_version: null, author, reviewer: null, updated_at: iso(), versions: [{ version: 1, ...body, author, created_at: iso() }] };
    state.entries.set(e.id, e);
    return e;
  }
  const e = state.entries.get(id);
  if (!e) throw new Refusal(404, "not_found", "找不到这条知识。");
  if (method === "GET") return e;
  if (sub === "draft") {
    if (body.base_version !== e.version) throw new Refusal(409, "version_conflict", "这条知识刚被别人改过。");
    const version = e.version + 1;
    Object.assign(e, body, { category: state.categories.find((c) => c.id === body.category_id), version, state: "draft", author, updated_at: iso() });
    e.versions.unshift({ version, ...body, author, created_at: iso() });
  }
  if (sub === "review-request") e.state = "in_review";
  if (sub === "approval") {
    if (e.author.id === me.id) throw new Refusal(403, "own_work", "不能审批自己写的内容，请让同事来审。");
    Object.assign(e, { state: "published", published_version: e.version, reviewer: author });
  }
  if (sub === "rejection") e.state = "draft";
  if (sub === "retirement") Object.assign(e, { state: "retired", published_version: null });
  return e;
}

function trial({ text }) {
  const { items } = knowledge("GET", ["search"], new URLSearchParams({ q: text, limit: "5" }));
  const best = items[0]?.confidence ?? 0;
  const decision = /人工|投诉/.test(text) ? "handoff" : best > 0.75 ? "answer" : best > 0.45 ? "clarify" : "handoff";
  return { decision, confidence: best, reason: /人工|投诉/.test(text) ? "asked_for_person" : decision === "handoff" ? "low_confidence" : "threshold", entities: [], candidates: items.map((h) => ({ entry_id: h.entry_id, question: h.question, matched: h.question, scores: { bm25: h.score * 12, encoder: 0.4 + h.score / 2 }, fused: h.score, confidence: h.confidence })), policy: "auto", thresholds: { answer: 0.75, clarify: 0.45 }, elapsed_ms: 23, degraded: [], worth_a_draft: false, rule: decision === "answer" ? "intent" : "mandatory", steps: ["choice", "mandatory", "small_talk", "flow", "exact", "intent", "confident", "clarify", "threshold"].map((rule, i) => ({ rule, outcome: i < 5 ? "passed" : i === 5 ? "fired" : "skipped" })), replies: [{ text: items[0]?.answer ?? "正在为您转接人工坐席。", options: [], sources: [] }], version: 2, intent_thresholds: { auto: 0.8, draft: 0.5 }, threshold_set: 4, evidence: {}, talk: "t", flows: null,
    intents: items.slice(0, 3).map((h) => ({ intent: `entry:${h.key}`, name: h.question, probability: h.confidence })) };
}

export function rest(method, [area, ...parts], q, body, me) {
  const presence = state.presence.get(me.id);
  switch (area) {
    case "labels": if (method === "POST") state.labels.push({ id: uuid(), ...body }); return method === "POST" ? state.labels.at(-1) : state.labels;
    case "queues": return state.queues;
    case "dispositions": return state.dispositions;
    case "canned-replies": return state.canned;
    case "agents":
      if (method === "PUT") return Object.assign(state.presence.get(parts[0]), { state: body.state, since: iso() });
      return state.staff.filter((s) => s.roles.includes("agent")).map((s) => ({ id: s.id, name: s.name, state: state.presence.get(s.id).state, load: loadOf(s.id), capacity: 5, team: s.team.name }));
    case "presence": if (method === "PUT") Object.assign(presence, { state: body.state, since: iso() }); return { ...presence, load: loadOf(me.id) };
    case "offers": {
      const offer = state.offers.get(parts[0]);
      if (!parts[0]) return [...state.offers.values()].filter((o) => o.agent_id === me.id);
      if (!offer) throw new Refusal(410, "offer_gone", "已被他人接走。");
      state.offers.delete(offer.id);
      return parts[1] === "acceptance" ? take(state.conversations.get(offer.conversation.id), me, "accepted") : undefined;
    }
    case "board": return board();
    case "knowledge": return knowledge(method, parts, q, body, me);
    case "bot": return parts[0] === "training" ? workbench(method, parts.slice(1), q, body, me) : trial(body);
    case "staff":
      if (method === "POST") state.staff.push({ id: uuid(), team: null, skills: [], capacity: 5, active: true, permissions: [], ...body, password: undefined });
      if (method === "PATCH") Object.assign(state.staff.find((s) => s.id === parts[0]), body);
      return method === "GET" ? { items: state.staff, next: null } : { ...state.staff.at(-1), password: "Kx7-示例-92" };
    case "organisation": return { items: [{ id: "b1", name: "消费信贷事业部", kind: "business_line", parent_id: null, children: [{ id: "t1", name: "还款一组", kind: "team", parent_id: "b1", children: state.staff.slice(4, 8).map((s) => ({ id: s.id, name: s.name, kind: "agent", parent_id: "t1", children: [] })) }, { id: "t2", name: "额度二组", kind: "team", parent_id: "b1", children: state.staff.slice(8).map((s) => ({ id: s.id, name: s.name, kind: "agent", parent_id: "t2", children: [] })) }] }] };
    case "audit": {
      const found = state.audit.filter((a) => (!q.get("action") || a.action.startsWith(q.get("action"))) && (!q.get("subject") || a.subject.startsWith(q.get("subject"))));
      const start = Number(q.get("cursor") ?? 0);
      return { items: found.slice(start, start + 50), next: start + 50 < found.length ? String(start + 50) : null };
    }
    case "settings": return settings(method, parts, body);
    case "system": return { checks: [{ name: "database", ok: true, detail: "PostgreSQL 18.6, 2 ms" }, { name: "migrations", ok: true, detail: "0007" }, { name: "realtime", ok: true, detail: "LISTEN" }, { name: "jobs", ok: true, detail: "0 waiting" }, { name: "sentence_encoders", ok: false, detail: "keyword search only" }], degraded: ["sentence_encoders"] };
    default: throw new Refusal(404, "not_found", "没有这个地址。");
  }
}
