import type { Message } from "@tandem/api";

export type TimelineItem =
  | { type: "day"; key: string; at: string }
  | { type: "message"; key: string; message: Message; head: boolean };

const GROUP_MS = 3 * 60_000;
const dayOf = (iso: string) => new Date(iso).toDateString();

function sameSpeaker(a: Message, b: Message): boolean {
  return (
    a.kind !== "system" && a.role === b.role && (a.kind === "note") === (b.kind === "note") &&
    a.author?.id === b.author?.id && Date.parse(b.created_at) - Date.parse(a.created_at) < GROUP_MS
  );
}

/** Messages with day separators; `head` marks the first of a run by one speaker (the name is shown there). */
export function timelineItems(messages: readonly Message[]): TimelineItem[] {
  const items: TimelineItem[] = [];
  let previous: Message | undefined;
  for (const message of messages) {
    const newDay = !previous || dayOf(previous.created_at) !== dayOf(message.created_at);
    if (newDay) items.push({ type: "day", key: `day-${message.created_at.slice(0, 10)}-${message.seq}`, at: message.created_at });
    const head = newDay || !previous || !sameSpeaker(previous, message);
    items.push({ type: "message", key: message.id, message, head });
    previous = message;
  }
  return items;
}

/** The last thing the customer said in words: what knowledge is searched for. */
export function lastQuestion(messages: readonly Message[]): Message | null {
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const m = messages[i]!;
    if (m.role === "customer" && m.kind === "text" && m.text.trim()) return m;
  }
  return null;
}
