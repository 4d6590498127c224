import type { TimelineEntry } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { timeText } from "@tandem/ui";
import { Link } from "react-router";
import { common } from "@/lib/common.ts";
import { useReason } from "@/lib/reasons.ts";
import { lendingMessages, refusalText } from "../../messages.lending.ts";
import { messages } from "../../messages.ts";
import { timelineMessages } from "../../messages.timeline.ts";
import { yuan } from "@/lib/money.ts";
import { groupOf } from "../../rules/timeline.ts";
import css from "./Timeline.module.css";

const AMOUNTS = ["fen", "total_fen"];

/** One line: what happened, when, by whom, and what more is known. */
export function Entry({ entry }: { entry: TimelineEntry }) {
  const t = useT(timelineMessages);
  const { locale } = useLocale();
  const title = useTitle()(entry);
  const fine = useFine()(entry);
  const { contact } = entry;
  const by = entry.actor && (entry.actor.name ?? (entry.actor.kind === "bot" ? t("bot") : entry.actor.kind === "customer" ? t("customer") : ""));
  return (
    <li data-testid="timeline-entry" data-kind={entry.kind} className={css[`mark-${groupOf(entry.kind)}`]}>
      <time dateTime={entry.at}>{timeText(entry.at, locale)}</time>
      <div className={css.grow}>
        <span>{contact?.readable ? <Link to={`/conversations/${contact.conversation_id}?view=${contact.status === "resolved" ? "resolved" : "all"}`}>{title}</Link> : title}</span>
        <small>{[...fine, by].filter(Boolean).join(" · ")}</small>
      </div>
    </li>
  );
}

/** A code in the words of a catalogue; one it does not know as it is. */
function word(table: { "zh-CN": Record<string, string> }, t: (key: never) => string, prefix: string, code: unknown): string {
  const key = `${prefix}.${String(code)}`;
  return key in table["zh-CN"] ? t(key as never) : String(code ?? "");
}

function useTitle(): (entry: TimelineEntry) => string {
  const t = useT(timelineMessages);
  const m = useT(messages);
  const c = useT(common);
  const { locale } = useLocale();
  return ({ kind, data }) => {
    if (!(kind in timelineMessages["zh-CN"])) return kind;
    return t(kind as "loan.done", {
      channel: word(common, c, "channel", data.channel),
      from: word(common, c, "channel", data.from),
      command: word(timelineMessages, t, "command", data.command),
      score: Number(data.score ?? 0),
      fen: yuan(typeof data.fen === "number" ? data.fen : null),
      number: String(data.number ?? ""),
      request: word(timelineMessages, t, "request", data.request),
      verdict: word(timelineMessages, t, "verdict", data.verdict),
      what: word(messages, m, "personal", data.data_kind),
      purpose: word(messages, m, "purpose", data.purpose),
      given: t(data.given ? "given" : "refused"),
      method: word(timelineMessages, t, "method", data.method),
      name: String((locale === "en" ? data.name_en : undefined) ?? data.name ?? ""),
      layer: word(messages, m, "layer", data.layer),
      to: String((locale === "en" ? data.to_name_en : undefined) ?? data.to_name ?? data.to_segment ?? t("none")),
    });
  };
}

function useFine(): (entry: TimelineEntry) => string[] {
  const t = useT(timelineMessages);
  const l = useT(lendingMessages);
  const reason = useReason();
  return ({ kind, data, contact, command }) => {
    const found: string[] = [];
    for (const name of AMOUNTS) {
      const value = command?.params[name];
      if (typeof value === "number") found.push(yuan(value));
    }
    if (kind === "loan.done" && typeof data.number === "string") found.push(t("number", { number: data.number }));
    if (typeof data.refusal === "string") found.push(refusalText(l, data.refusal));
    if (groupOf(kind) === "contact" && typeof data.reason === "string") found.push(reason(data.reason));
    if (kind === "tag.given") found.push(word(timelineMessages, t, "tagFrom", data.origin));
    if (kind === "tag.ended") found.push(word(timelineMessages, t, "tagEnd", data.reason));
    if (kind === "contact.resolved" && contact) found.push(contact.disposition ?? "", contact.summary ?? "");
    return found.filter(Boolean);
  };
}
