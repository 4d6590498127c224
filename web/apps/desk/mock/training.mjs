// The trainers' workbench: a small world that remembers what is labelled, trained and published.
import { iso, Refusal, state, uuid } from "./state.mjs";

const TOPICS = ["提前还款", "延期还款", "查询还款日", "查询剩余欠款", "更换手机号", "更换银行卡", "开具结清证明", "额度不够用", "额度被冻结", "申请被拒", "利率怎么算", "逾期会怎样", "征信怎么修复", "优惠券怎么用", "合同在哪里看", "放款没到账", "重复扣款", "注销账户", "修改地址", "自动扣款失败", "费用减免", "投诉催收"];
const SAYINGS = ["这个月想早点把钱还清，要怎么操作", "能不能缓几天再还，工资还没发", "我到底哪天扣款啊", "还差多少没还完", "手机号换了登不上去", "扣款的卡想换成工行的", "房贷要用，给我开个还清的证明", "两千块不够用，能提吗", "为啥突然用不了额度了", "上午申请的又没过，什么原因", "你们这个利息是日息还是月息", "昨天忘还了会上征信吗", "券领了用不掉", "借款合同发我一份看看", "显示放款成功但是没收到钱", "同一期扣了我两次", "我不想用了怎么销户", "扣款失败短信一直发", "能减免点违约金吗", "有人天天打我单位电话"];
const WHYS = ["unanswered", "low_confidence", "edited", "badly_rated"];
const ago = (minutes) => iso(Date.now() - minutes * 60_000);

const intents = TOPICS.map((name, i) => ({
  key: i % 7 === 6 ? `flow:f${i}` : `entry:k${i}`, name, origin: i % 7 === 6 ? "flow" : i % 5 === 4 ? "trainer" : "knowledge",
  target: i % 7 === 6 ? { kind: "flow", key: `f${i}`, title: `${name}办理` } : i === 21 ? { kind: "hand_over", key: "complaints", title: "投诉与建议" } : { kind: "entry", key: `k${i}`, title: `${name}？` },
  examples: i === 19 ? 0 : (i * 5) % 17 + 2, labelled: i % 4, test_examples: i % 5 === 0 ? 0 : 3, retired_at: i === 18 ? ago(9000) : null, merged_into: null,
}));
const turns = Array.from({ length: 64 }, (_, i) => ({
  turn_id: uuid(), conversation_id: uuid(), text: SAYINGS[i % SAYINGS.length] + (i >= SAYINGS.length ? ["呢", "？急", "，麻烦看下"][i % 3] : ""), at: ago(i * 37), why: [WHYS[i % 4]], margin: (i % 20) / 60, confidence: 0.3 + (i % 20) / 60,
  action: ["handoff", "clarify", "draft", "answer"][i % 4], answer: i % 4 > 1 ? "您好，可以在 App 首页点“还款”，选择“全部结清”，系统会显示应还本金和利息，确认后当日扣款。" : null, said_instead: i % 4 === 2 ? "您好，在“还款”页选“全部结清”就可以，没有手续费。" : null,
  candidates: [0, 1, 2].map((k) => ({ intent: intents[(i + k * 3) % 22].key, name: TOPICS[(i + k * 3) % 22], probability: [0.46, 0.31, 0.08][k] - (i % 20) / 200 })), similar: i % 6 === 0 ? 3 : 0,
}));
const labels = new Map();
const version = (number, more) => ({
  number, state: "ready", step: null, done: 0, total: 0, by: "罗一鸣", at: ago(2000 - number * 400), finished_at: ago(1998 - number * 400), seed: 20261122, data_hash: "9f2c1b7a".repeat(8), sha256: "4be0a91d".repeat(8), examples: 812 + number * 31, intents: 148,
  encoders: { "bge-small-zh": "a1b2c3d4e5f6" }, missing: [], quality: { accuracy: 0.86 + number / 100, macro_f1: 0.83 + number / 100, scope_auc: 0.961, test_size: 203 }, reason: null, note: ["", "第一版", "补充还款类说法", "标注了两百条差评"][number], publication: null, ...more,
});
const versions = [version(3, {}), version(2, { publication: { arm: "base", share: 1, since: ago(900), by: "罗一鸣" } }), version(1, { missing: ["use"], encoders: {} })];

function training() {
  const now = versions.find((v) => v.state === "training" || v.state === "queued");
  if (!now) return;
  const s = (Date.now() - Date.parse(now.at)) / 1000;
  const steps = ["preparing", "encoding", "training", "testing", "keeping"];
  const at = Math.floor(s / 4);
  if (at >= steps.length) Object.assign(now, version(now.number, { at: now.at, finished_at: iso(), note: now.note }));
  else Object.assign(now, { state: "training", step: steps[at], total: 40, done: Math.floor(((s % 4) / 4) * 40) });
}

function inbox(q) {
  const open = turns.filter((x) => !labels.has(x.turn_id));
  const why = q.get("why");
  const from = Number(q.get("cursor") ?? 0);
  const all = open.filter((x) => !why || why === "all" || x.why.includes(why));
  const items = all.slice(from, from + Number(q.get("limit") ?? 20));
  return { items, next: from + items.length < all.length ? String(from + items.length) : null, counts: counts() };
}

function counts() {
  const open = turns.filter((x) => !labels.has(x.turn_id));
  return Object.fromEntries([["all", open.length], ...WHYS.map((w) => [w, open.filter((x) => x.why.includes(w)).length])]);
}

const points = Array.from({ length: 60 }, (_, i) => {
  const tau = i / 60;
  return { tau, precision: Math.min(1, 0.78 + 0.24 * tau ** 1.4), low: Math.min(0.995, 0.74 + 0.26 * tau ** 1.3), coverage: 1 - tau ** 2.2, outcomes: Math.round(640 * (1 - tau ** 2.2)) };
});
const threshold = (intent, name, i) => ({ intent, name, tau_auto: 0.82 - (i % 7) / 40, tau_draft: 0.5 + (i % 5) / 50, outcomes: i % 3 ? (i * 13) % 90 : 4, precision_at: 0.978, low: 0.971, coverage: 0.64, source: i % 3 ? "fitted" : "global", held: true });
const set = (id, in_force) => ({ id, judge: "intent", precision: 0.97, fitted_at: ago(300), by: "罗一鸣", version: 2, in_force, global: { ...threshold(null, null, 1), outcomes: 640 }, items: intents.map((x, i) => threshold(x.key, x.name, i)), sets: [] });

function compare() {
  const labels = TOPICS.map((_, i) => intents[i].key);
  const cells = (shift) => labels.flatMap((_, i) => [[i, i, 9 + ((i * 3) % 5)], ...((i + shift) % 3 ? [] : [[i, (i + 2) % 22, 1 + (i % 4)]])]);
  return {
    test_set: { size: 203, hash: "77ab12cd90ef" }, a: { version: 2, accuracy: 0.882, macro_f1: 0.851, in_scope: 0.891, scope_recall: 0.8, degraded: [] }, b: { version: 3, accuracy: 0.911, macro_f1: 0.887, in_scope: 0.918, scope_recall: 0.83, degraded: [] }, fixed: 10, broken: 5,
    per_intent: intents.map((x, i) => ({ intent: x.key, name: x.name, support: 6 + (i % 9), precision_a: 0.8 + (i % 4) / 25, recall_a: 0.78 + (i % 5) / 25, precision_b: 0.84 + ((i + 2) % 4) / 30, recall_b: 0.8 + ((i + 1) % 5) / 25 })),
    confusion: { labels, names: TOPICS, a: cells(0), b: cells(1) }, p_value: 0.021,
    changed: SAYINGS.map((text, i) => ({ text, truth: labels[i], a: i % 4 ? labels[(i + 3) % 22] : labels[i], b: i % 4 === 0 ? labels[(i + 5) % 22] : i % 3 ? labels[i] : labels[(i + 7) % 22], kind: i % 4 === 0 ? "broken" : i % 3 ? "fixed" : "other" })),
  };
}

function experiment() {
  const arm = (v, arm, share, conversations, rate) => ({ version: v, arm, share, contained: Math.round(conversations * rate), unhelpful: 9, since: ago(2900), conversations, resolved: Math.round(conversations * rate), helpful: Math.round(conversations * 0.22), handed_over: Math.round(conversations * (1 - rate) * 0.7), rate, low: rate - 0.03, high: rate + 0.03 });
  return { arms: [arm(2, "base", 0.8, 1604, 0.712), arm(3, "trial", 0.2, 402, 0.748)], difference: { value: 0.036, low: -0.013, high: 0.085 }, p_value: 0.14, enough: false, needed: 1213, detect: 0.05 };
}

function figures(q) {
  const weeks = Array.from({ length: Number(q.get("weeks") ?? 8) }, (_, i, all = Number(q.get("weeks") ?? 8)) => {
    const turns = 4200 + ((i * 137) % 900);
    const auto = Math.round(turns * (0.58 + i * 0.011));
    const draft = Math.round(turns * 0.18);
    return week(iso(Date.now() - (all - 1 - i) * 7 * 86400_000).slice(0, 10), i < all - 2, { turns, auto, draft, agent: turns - auto - draft, drafts: draft, drafts_decided: draft - 9, drafts_unedited: Math.round(draft * (0.7 + i * 0.012)), conversations: 1400, contained: Math.round(1400 * (0.66 + i * 0.006)), resolved: Math.round(1400 * (0.6 + i * 0.008)), coverage: 0.9 + i * 0.004 });
  });
  const sum = (k) => weeks.reduce((n, w) => n + w[k], 0);
  const totals = Object.fromEntries(["turns", "auto", "draft", "agent", "drafts", "drafts_decided", "drafts_unedited", "conversations", "contained", "resolved"].map((k) => [k, sum(k)]));
  return { weeks, totals: week(null, false, { ...totals, coverage: 0.923 }), repeat_days: 7 };
}

function week(name, final, n) {
  const rate = (a, b) => (b ? a / b : null);
  return { week: name, final, clarified: 0, small_talk: 0, abandoned: 0, ...n, unedited_rate: rate(n.drafts_unedited, n.drafts_decided), contained_rate: rate(n.contained, n.conversations), resolved_rate: rate(n.resolved, n.conversations) };
}

function conflicts() {
  return {
    same_text: [{ text: "能不能缓几天再还", intents: [intents[1], intents[20]].map((x) => ({ key: x.key, name: x.name, example_id: uuid() })) }],
    near: [0, 1, 2].map((i) => ({ similarity: 0.96 - i / 50, a: { example_id: uuid(), text: SAYINGS[i], intent: intents[i].key, name: TOPICS[i] }, b: { example_id: uuid(), text: `${SAYINGS[i]}啊`, intent: intents[i + 3].key, name: TOPICS[i + 3] } })),
    confused: [{ a: intents[2], b: intents[3], share: 0.21 }, { a: intents[7], b: intents[8], share: 0.12 }],
  };
}

const examples = (key) => SAYINGS.slice(0, 12).map((text, i) => ({ id: `${key}-${i}`, text, intent: key, source: ["knowledge", "label", "draft", "import"][i % 4], split: i % 5 === 4 ? "test" : "train", by: i % 4 ? "罗一鸣" : null, at: ago(i * 300) }));

function publish(n, share, me) {
  const v = versions.find((x) => x.number === n);
  if (share === 1) for (const x of versions) x.publication = null;
  v.publication = { arm: share === 1 ? "base" : "trial", share, since: iso(), by: me.name };
  return v;
}

function intent(method, [key, sub], body) {
  const x = intents.find((i) => i.key === decodeURIComponent(key));
  if (!x) throw new Refusal(404, "intent_not_found", "没有这个意图。");
  if (sub === "examples") return method === "GET" ? { items: examples(x.key), next: null } : { added: body.texts.length, known: 0 };
  if (sub === "merge") return Object.assign(x, { merged_into: body.into, retired_at: iso() });
  if ("retired" in body) x.retired_at = body.retired ? iso() : null;
  return Object.assign(x, body.name ? { name: body.name } : {}, body.target ? { target: body.target } : {});
}

/** Everything under /bot/training. */
export function workbench(method, [kind, ...rest], q, body, me) {
  training();
  if (kind === "inbox") return rest[0] === "counts" ? { counts: counts() } : inbox(q);
  if (kind === "labels") {
    if (rest[0] === "undo") return { taken_back: body.turn_ids.filter((id) => labels.delete(id)).length };
    for (const item of body.items) labels.set(item.turn_id, item);
    return { labelled: body.items.filter((x) => !x.skip).length, skipped: body.items.filter((x) => x.skip).length };
  }
  if (kind === "intents" && rest[0]) return intent(method, rest, body);
  if (kind === "intents" && method === "POST") return intents.push({ key: uuid(), origin: "trainer", examples: 0, labelled: 0, test_examples: 0, retired_at: null, merged_into: null, ...body }) && intents.at(-1);
  if (kind === "intents") return { items: intents.filter((i) => (q.get("retired") === "true") === (i.retired_at !== null)) };
  if (kind === "out-of-scope") return { items: examples(null), next: null };
  if (kind === "targets") return { items: [...[...state.entries.values()].map((e) => ({ kind: "entry", key: e.key, title: e.question })), ...state.queues.map((x) => ({ kind: "hand_over", key: x.id, title: x.name })), { kind: "flow", key: "early", title: "提前结清" }] };
  if (kind === "conflicts") return conflicts();
  if (kind === "examples") return undefined;
  if (kind === "versions" && rest[1] === "stop") return Object.assign(versions.find((v) => v.number === Number(rest[0])), { state: "stopped" });
  if (kind === "versions" && rest[1] === "publish") return publish(Number(rest[0]), body.share, me);
  if (kind === "versions" && method === "POST") return versions.unshift(version(versions.length + 1, { state: "queued", by: me.name, at: iso(), finished_at: null, quality: null, note: body.note })) && versions[0];
  if (kind === "versions") return { items: versions, refused: null };
  if (kind === "rollback") return publish(1, 1, me);
  if (kind === "compare") return compare();
  if (kind === "thresholds" && rest.at(-1) === "curve") return { id: 4, judge: "intent", intent: null, name: null, target: 0.97, tau_auto: 0.8, tau_draft: 0.52, points };
  if (kind === "thresholds") return method === "GET" && q.get("set") !== "5" ? set(4, true) : { ...set(5, rest[1] === "publish"), items: intents.map((x, i) => ({ ...threshold(x.key, x.name, i), tau_auto: 0.7 })) };
  if (kind === "experiment") return experiment();
  return figures(q);
}
