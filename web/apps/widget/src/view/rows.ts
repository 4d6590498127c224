import type { ChatState, Draft, Message, Upload } from "@tandem/sdk";
import { formatTime, type Key, type Locale, type Translate } from "../i18n/index.ts";

/** What became of an own message, as shown beneath it. */
export type Delivery = "sending" | "waiting" | "sent" | "delivered" | "read" | "failed";

export interface BubbleRow {
  kind: "bubble";
  key: string;
  mine: boolean;
  /** Starts a run of bubbles of one author: shows the name and avatar. */
  head: boolean;
  author: { name: string; role: "customer" | "agent" | "bot" };
  message: Message | null;
  draft: Draft | null;
  upload: Upload | null;
  delivery: Delivery | null;
  error: string | null;
  /** The newest clarifying question, not yet answered. */
  choosable: boolean;
  chosen: string | null;
  feedback: boolean | null;
  at: string;
}

export type Row =
  | BubbleRow
  | { kind: "time"; key: string; text: string }
  | { kind: "system"; key: string; text: string; event: string };

// A time line appears when this much passed in silence.
const PAUSE_MS = 5 * 60_000;

const SHOWN_EVENTS = "handoff_requested handed_back transferred resolved reopened rated left_queue queued_closed offline customer_blocked customer_unblocked went_on came_back".split(" ");
// The banner and the header already say these, or they are none of the customer's business.
const SILENT_EVENTS = "bot_stopped snoozed woken requeued offered offer_expired priority labelled".split(" ");

/** Everything in the thread, oldest first. Pure: the same state gives the same rows. */
export function rowsOf(state: ChatState, t: Translate, now: Date): Row[] {
  const rows: Row[] = [];
  let lastAt = 0;
  const add = (row: Row, at: string): void => {
    const time = Date.parse(at) || lastAt;
    if (time - lastAt > PAUSE_MS) rows.push({ kind: "time", key: `time-${row.key}`, text: formatTime(at, state.locale as Locale, now) });
    lastAt = Math.max(lastAt, time);
    const previous = rows[rows.length - 1];
    if (row.kind === "system" && previous?.kind === "system" && previous.text === row.text) return;
    if (row.kind === "bubble") row.head = !(previous?.kind === "bubble" && previous.mine === row.mine && previous.author.name === row.author.name);
    rows.push(row);
  };
  state.messages.forEach((m, i) => {
    if (m.role === "system" || m.kind === "system") {
      const text = systemText(m, t);
      if (text) add({ kind: "system", key: m.id, text, event: m.payload.event ?? "" }, m.created_at);
    } else add(bubble(m, i, state, t), m.created_at);
  });
  const known = new Set(state.messages.map((m) => m.client_id).filter(Boolean));
  const waiting = [...state.outbox.map((item) => outgoing(item, t)), ...state.uploads.map((u) => uploading(u, t))];
  waiting.filter((row) => !known.has(row.key)).sort((a, b) => (a.at < b.at ? -1 : 1)).forEach((row) => add(row, row.at));
  markDelivery(rows, state);
  return rows;
}

/** The line for a system event, or null when the customer need not see it. */
export function systemText(message: Message, t: Translate): string | null {
  const event = message.payload?.event ?? "";
  if (SILENT_EVENTS.indexOf(event) >= 0) return null;
  if (event === "assigned" || event === "agent_joined") {
    const data = message.payload.data ?? {};
    const agent = data["agent"] as { name?: string } | undefined;
    const name = (data["name"] as string | undefined) ?? agent?.name ?? message.author?.name;
    return name ? t("event.agent_joined", { name }) : t("event.agent_joined_anonymous");
  }
  // The bot may have handed over by itself: then the customer asked for nothing.
  if (event === "queued") return t(message.payload.data?.["reason"] === "asked_for_person" ? "event.handoff_requested" : "event.queued");
  if (SHOWN_EVENTS.indexOf(event) >= 0) return t(`event.${event}` as Key);
  return message.text || null;
}

/** A question whether to go on in another channel. Only the newest counts: the server has withdrawn those before. */
const goesOn = (m: Message): boolean => /^continue-/.test(m.client_id!);

function bubble(m: Message, index: number, state: ChatState, t: Translate): BubbleRow {
  const role = m.role === "agent" || m.role === "bot" ? m.role : "customer";
  const name = role === "customer" ? t("role.me") : m.author?.name || t(`role.${role}`);
  const choice = m.kind === "choice" && role !== "customer";
  const later = choice ? state.messages.slice(index + 1) : [];
  const answer = later.find((x) => x.role === "customer");
  // Whoever proved who they are, or failed to, wrote nothing: what the bot said next answered it.
  const over = m.payload?.verification ? later.some((x) => x.role === "bot") : goesOn(m) && later.some(goesOn);
  return {
    ...pending(m.client_id ?? m.id, m.created_at, t),
    mine: role === "customer",
    author: { name, role },
    message: m,
    delivery: null,
    choosable: choice && !answer && !over && !state.outbox.some((o) => o.state !== "failed"),
    chosen: choice && !over ? (answer?.text ?? state.outbox[0]?.payload.text ?? null) : null,
    feedback: state.feedback[m.id] ?? null,
  };
}

function pending(key: string, at: string, t: Translate): BubbleRow {
  const author = { name: t("role.me"), role: "customer" as const };
  return { kind: "bubble", key, mine: true, head: true, author, message: null, draft: null, upload: null, delivery: "sending", error: null, choosable: false, chosen: null, feedback: null, at };
}

function outgoing(item: ChatState["outbox"][number], t: Translate): BubbleRow {
  const row = { ...pending(item.client_id, item.created_at, t), draft: item.payload };
  return item.state === "failed" ? { ...row, delivery: "failed", error: item.error?.detail || t("message.failed") } : row;
}

function uploading(upload: Upload, t: Translate): BubbleRow {
  const row = { ...pending(upload.client_id, upload.created_at, t), upload };
  return upload.state === "failed" ? { ...row, delivery: "failed", error: t(`error.${upload.error ?? "upload_failed"}`, { size: "" }) } : row;
}

/** Only the newest own message carries its state; what is on its way or failed always does. */
function markDelivery(rows: Row[], state: ChatState): void {
  const offline = state.link === "offline";
  let newest = true;
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const row = rows[i]!;
    if (row.kind !== "bubble" || !row.mine) continue;
    if (row.message && newest) row.delivery = deliveryOf(row.message, state);
    else if (row.delivery === "sending" && offline) row.delivery = "waiting";
    newest = newest && !row.message;
  }
}

function deliveryOf(message: Message, { conversation }: ChatState): Delivery {
  if (message.state === "failed") return "failed";
  if (message.state === "read" || message.seq <= (conversation?.agent_read_seq ?? 0)) return "read";
  return message.state === "delivered" ? "delivered" : "sent";
}
