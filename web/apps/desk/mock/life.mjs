// Customers who keep writing and conversations that keep coming.
import { QUESTIONS } from "./samples.mjs";
import { conversation, pick, random } from "./seed.mjs";
import { append, broadcast, counts, iso, row, state, uuid } from "./state.mjs";

const FOLLOW_UPS = ["好的，谢谢", "那大概要多久？", "还是不行", "我再试一下", "可以发个截图给你吗", "明白了"];

function customerWrites() {
  const mine = [...state.conversations.values()].filter((c) => c.status === "open" && c.controller === "agent");
  const c = pick(mine);
  if (!c) return;
  const text = pick(FOLLOW_UPS);
  const typing = { type: "typing", conversation_id: c.id, role: "customer", name: c.customer.name, text, until: iso(Date.now() + 4000) };
  broadcast(typing, (s) => s.threads.has(c.id));
  setTimeout(() => append(c, { role: "customer", text }), 2500);
}

let n = 50;
function newcomer() {
  n += 1;
  const c = conversation("queue", null, 0.34, n);
  broadcast({ type: "row", row: row(c) });
}

/** Offers a waiting conversation to an online person who is connected. */
export function offerTo(me) {
  const c = [...state.conversations.values()].find((x) => x.status === "open" && x.controller === "queue" && ![...state.offers.values()].some((o) => o.conversation.id === x.id));
  if (!c || state.presence.get(me.id).state !== "online") return;
  const offer = { id: uuid(), agent_id: me.id, conversation: row(c), offered_at: iso(), expires_at: iso(Date.now() + 20_000) };
  state.offers.set(offer.id, offer);
  broadcast({ type: "offer", offer }, (s) => s.me.id === me.id);
  setTimeout(() => state.offers.delete(offer.id) && broadcast({ type: "offer_gone", offer_id: offer.id, reason: "missed" }, (s) => s.me.id === me.id), 20_000);
}

export function start(people) {
  setInterval(() => { for (const me of people()) broadcast({ type: "counts", counts: counts(me) }, (s) => s.me.id === me.id); }, 2000);
  if (process.env.MOCK_QUIET) return;
  setInterval(customerWrites, 7000);
  setInterval(() => random() < 0.6 && newcomer(), 15_000);
  setInterval(() => { for (const me of people()) if (random() < 0.5) offerTo(me); }, 25_000);
}

export const firstQuestion = QUESTIONS[0][0];
