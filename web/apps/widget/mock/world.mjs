// A pretend back end in memory: the customer's door of the contract, a scripted bot and a scripted agent.
import { randomUUID } from "node:crypto";

const now = () => new Date().toISOString();

export const CONFIG = {
  name: "明禾消费金融",
  "zh-CN": {
    title: "明禾客服",
    greeting: "我是智能助手小禾。还款、额度、账单、征信问题都可以直接问我，需要人工随时说“转人工”。",
    privacy: "发送消息即表示您同意我们按隐私政策处理对话内容，请勿发送密码和验证码。",
    hours: "工作日 9:00–21:00，周末 9:00–18:00",
    faq: [
      ["repay.early", "怎么提前还款？", "repay"],
      ["repay.card", "怎么更换还款银行卡？", "repay"],
      ["limit.low", "为什么我的额度降低了？", "limit"],
      ["credit.when", "逾期多久会上征信？", "credit"],
      ["account.phone", "手机号换了怎么修改？", "account"],
    ],
    categories: [["repay", "还款"], ["limit", "额度"], ["credit", "征信"], ["account", "账户"]],
  },
  en: {
    title: "Minghe Support",
    greeting: "I can help with repayment, limits, bills and credit reports.",
    privacy: "By sending a message you accept our privacy policy. Never send passwords or codes.",
    hours: "Weekdays 9:00–21:00, weekends 9:00–18:00",
    faq: [
      ["repay.early", "How do I repay early?", "repay"],
      ["repay.card", "How do I change my repayment card?", "repay"],
      ["limit.low", "Why was my limit lowered?", "limit"],
      ["credit.when", "When does a late payment reach my credit report?", "credit"],
      ["account.phone", "I have a new phone number", "account"],
    ],
    categories: [["repay", "Repayment"], ["limit", "Limit"], ["credit", "Credit report"], ["account", "Account"]],
  },
};

const ANSWERS = [
  [/提前.*(还|结清)|repay early/i, "可以提前还款。登录明禾 App，进入「我的借款」，选择要结清的借据，点击「提前结清」，核对应还本金、利息后确认即可。\n\n提前结清当日的利息按实际天数计算，不收取违约金。详情见 https://www.example.com/help/early 。", "提前还款的办理方式"],
  [/征信|credit report/i, "逾期当日起会产生罚息；一般在逾期次日的报送周期后，记录会体现在征信报告中。建议尽快还清，结清后记录会更新为“已结清”。", "逾期与征信报送"],
  [/额度|limit/i, "额度由系统根据您的信用状况定期评估，可能上调或下调，暂时无法人工调整。", "额度调整说明"],
];

export class World {
  constructor() {
    this.customers = new Map(); // token → customer
    this.conversations = new Map();
    this.attachments = new Map();
    this.byClientId = new Map();
    this.sockets = new Set();
    this.rules = { down: false, limited: 0, open: true, auto: true, wsBlocked: false };
    this.posts = 0;
  }

  config(language) {
    const words = CONFIG[language] ?? CONFIG["zh-CN"];
    return {
      site: "demo",
      name: CONFIG.name,
      brand: { title: words.title, accent: this.rules.accent ?? "#1f6f5c", logo_url: null },
      locale: "zh-CN",
      open: this.rules.open,
      hours_text: words.hours,
      next_open_at: null,
      limits: { text: 10000, attachment_bytes: 10 * 1024 * 1024, attachment_types: ["image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf", "text/plain"] },
      faq: words.faq.map(([key, question, category]) => ({ key, question, category })),
      faq_categories: words.categories.map(([key, title]) => ({ key, title })),
      features: { attachments: true, rating: true, offline: true },
      greeting: words.greeting,
      privacy_text: words.privacy,
      identity: "anonymous",
    };
  }

  session({ resume, identity }) {
    const customer = (resume && this.customers.get(resume)) || { id: randomUUID(), name: identity ? "王小明" : null, verified: !!identity };
    const token = `tok-${randomUUID()}`;
    this.customers.set(token, customer);
    const mine = this.openFor(customer.id);
    return { token, expires_at: new Date(Date.now() + 86_400_000).toISOString(), customer, conversation_id: mine?.id ?? null };
  }

  openFor(customerId) {
    return [...this.conversations.values()].find((c) => c.customer === customerId && c.status !== "resolved") ?? null;
  }

  open(customer) {
    const existing = this.openFor(customer.id);
    if (existing) return existing;
    const conversation = { id: randomUUID(), customer: customer.id, status: "open", controller: "bot", agent: null, queue: null, last_seq: 0, customer_read_seq: 0, agent_read_seq: 0, opened_at: now(), rating: null, rating_requested: false, messages: [] };
    this.conversations.set(conversation.id, conversation);
    return conversation;
  }

  view({ messages, customer, ...conversation }) {
    return conversation;
  }

  append(c, message) {
    // A hole now and then, as a staff note would leave.
    c.last_seq += c.last_seq > 0 && c.last_seq % 5 === 4 ? 2 : 1;
    const full = { id: randomUUID(), conversation_id: c.id, seq: c.last_seq, client_id: null, kind: "text", role: "bot", author: null, text: "", payload: {}, created_at: now(), state: "sent", ...message };
    c.messages.push(full);
    this.cast(c, { type: "message", message: full });
    return full;
  }

  system(c, event, data = {}) {
    return this.append(c, { kind: "system", role: "system", text: event, payload: { event, data } });
  }

  say(c, text, payload = {}, kind = "text") {
    const agent = c.controller === "agent";
    return this.append(c, { role: agent ? "agent" : "bot", author: agent ? { id: "a1", name: c.agent.name } : { id: "bot", name: "小禾" }, text, payload, kind });
  }

  changed(c) {
    this.cast(c, { type: "conversation", conversation: this.view(c) });
  }

  cast(c, frame) {
    for (const s of this.sockets) if (s.customer?.id === c.customer && s.ready) s.send(JSON.stringify(frame));
  }

  receive(c, body) {
    const key = `${c.id}:${body.client_id}`;
    if (this.byClientId.has(key)) return { again: true, message: this.byClientId.get(key) };
    const file = body.attachment_id && this.attachments.get(body.attachment_id);
    if (c.status === "resolved") {
      c.status = "open";
      this.system(c, "reopened");
    }
    const option = body.choice_id && { early: "提前还款怎么操作", card: "更换还款银行卡", fail: "还款失败怎么办" }[body.choice_id];
    const kind = file ? (/^image/.test(file.content_type) ? "image" : "file") : "text";
    const message = this.append(c, { client_id: body.client_id, role: "customer", kind, text: body.text ?? option ?? "", payload: file ? { attachment: file } : {} });
    this.byClientId.set(key, message);
    this.posts += 1;
    if (c.controller === "bot") setTimeout(() => this.bot(c, message), 60);
    if (c.controller === "agent") setTimeout(() => this.readByAgent(c), 600);
    return { again: false, message };
  }

  bot(c, { text, kind }) {
    if (c.controller !== "bot" || kind !== "text") return;
    if (/人工|person/i.test(text)) return this.handoff(c);
    if (/^(我要)?还款$|^repayment$/i.test(text.trim())) {
      return void this.append(c, { kind: "choice", author: { id: "bot", name: "小禾" }, text: "请问您想了解哪一项？", payload: { options: [{ id: "early", label: "提前还款怎么操作" }, { id: "card", label: "更换还款银行卡" }, { id: "fail", label: "还款失败怎么办" }] } });
    }
    const hit = ANSWERS.find(([pattern]) => pattern.test(text));
    if (hit) return void this.say(c, hit[1], { sources: [{ entry_id: "e1", key: "repay.early", title: hit[2], version: 3 }], confidence: 0.93, policy: "auto", feedback: true });
    this.say(c, "这个问题我还不太确定。您可以换个说法，或者点击右上角「转人工」。");
  }

  handoff(c) {
    if (c.controller !== "bot") return;
    c.controller = "queue";
    c.queue = { position: 3, estimate_s: 150 };
    this.system(c, "handoff_requested");
    this.changed(c);
    if (!this.rules.auto) return;
    setTimeout(() => this.position(c, 1, 40), 2500);
    setTimeout(() => this.join(c), 5000);
  }

  position(c, position, estimate_s) {
    if (c.controller !== "queue") return;
    c.queue = { position, estimate_s };
    this.changed(c);
  }

  leave(c) {
    if (c.controller !== "queue") return;
    Object.assign(c, { controller: "bot", queue: null });
    this.system(c, "left_queue");
    this.changed(c);
  }

  join(c) {
    if (c.controller !== "queue") return;
    Object.assign(c, { controller: "agent", queue: null, agent: { name: "李娜" } });
    this.system(c, "agent_joined", { name: "李娜" });
    this.changed(c);
    this.readByAgent(c);
    if (this.rules.auto) setTimeout(() => this.say(c, "您好，我是客服李娜，正在查看您的问题，请稍等。"), 900);
  }

  readByAgent(c) {
    c.agent_read_seq = c.last_seq;
    this.cast(c, { type: "read", role: "agent", seq: c.last_seq });
  }

  handback(c) {
    Object.assign(c, { controller: "bot", agent: null });
    this.system(c, "handed_back");
    this.changed(c);
  }

  resolve(c) {
    Object.assign(c, { status: "resolved", controller: "bot", agent: null, rating_requested: true });
    this.system(c, "resolved");
    this.changed(c);
  }
}
