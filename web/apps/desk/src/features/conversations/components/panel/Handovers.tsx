import type { Handover } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { shortTimeText, timeText, useNow } from "@tandem/ui";
import { Timeline } from "antd";
import { common } from "@/lib/common.ts";
import { nameOf } from "@/lib/names.ts";
import { useReason } from "@/lib/reasons.ts";
import { panelMessages } from "../../messages.panel.ts";
import css from "./Panel.module.css";

const CONTROLLERS = ["bot", "queue", "agent", "silent_seat"];
/** Labels such as "system:routing" are for the log, not for people. */
const actorOf = (by: Handover["by"]) => {
  const name = nameOf(by);
  return name.includes(":") ? "" : name;
};
const COLOURS: Record<string, string> = { agent: "blue", queue: "orange" };

/** Who held the conversation when, and why it changed hands. */
export function Handovers({ list }: { list: Handover[] }) {
  const t = useT(panelMessages);
  const c = useT(common);
  const { locale } = useLocale();
  const now = useNow();
  const reason = useReason();
  if (list.length === 0) return <span className={css.faint}>{t("noHandovers")}</span>;
  const word = (who: string) => (CONTROLLERS.includes(who) ? c(`controller.${who}` as "controller.bot") : who);
  const items = list.map((h) => ({
    color: COLOURS[h.to] ?? "gray",
    content: (
      <div className={css.handover}>
        <div>
          {h.from ? `${word(h.from)} → ` : ""}<b>{word(h.to)}</b>
          <time dateTime={h.at}>{shortTimeText(h.at, locale, now) === timeText(h.at, locale) ? timeText(h.at, locale) : `${shortTimeText(h.at, locale, now)} ${timeText(h.at, locale)}`}</time>
        </div>
        <small>{[h.reason && reason(h.reason), actorOf(h.by)].filter(Boolean).join(" · ")}</small>
      </div>
    ),
  }));
  return <Timeline items={items} className={css.timeline} />;
}
