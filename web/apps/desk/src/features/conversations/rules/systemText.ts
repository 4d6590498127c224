import type { Message } from "@tandem/api";
import { placeholders, type Locale } from "@tandem/i18n";
import { translator } from "@tandem/i18n";
import { common } from "@/lib/common.ts";
import { eventMessages } from "../messages.thread.ts";

type EventKey = keyof (typeof eventMessages)["zh-CN"];

function valueOf(value: unknown): string | number | null {
  if (typeof value === "string" || typeof value === "number") return value === "" ? null : value;
  const name = (value as { name?: unknown } | null)?.name;
  return typeof name === "string" ? name : null;
}

const CHANNELS = ["from", "to", "channel"];

/** A channel's code as its name. */
function channelOf(name: string, value: unknown, locale: Locale): string | null {
  const key = `channel.${String(value)}`;
  return CHANNELS.includes(name) && key in common["zh-CN"] ? translator(common, locale)(key as "channel.web") : null;
}

/** A system line in the reader's language; the server's own text when the catalogue cannot say it fully. */
export function systemText(message: Message, locale: Locale): string {
  const event = message.payload.event ?? "";
  const template = eventMessages["zh-CN"][event as EventKey];
  if (template === undefined) return message.text || event;
  const data: Record<string, unknown> = { ...(message.author && { by: message.author.name }), ...message.payload.data };
  const params: Record<string, string | number> = {};
  for (const name of placeholders(template)) {
    const value = channelOf(name, data[name], locale) ?? valueOf(data[name]);
    if (value === null) return message.text || event;
    params[name] = value;
  }
  return translator(eventMessages, locale)(event as EventKey, params);
}

/** What a colleague wrote to go with the event (a transfer's comment, a reason). */
export function systemComment(message: Message): string | null {
  const comment = message.payload.data?.comment;
  return typeof comment === "string" && comment.trim() ? comment : null;
}
