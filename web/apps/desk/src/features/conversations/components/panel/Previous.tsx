import type { PreviousConversation } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText } from "@tandem/ui";
import { Link } from "react-router";
import { nameOf } from "@/lib/names.ts";
import { panelMessages } from "../../messages.panel.ts";
import css from "./Panel.module.css";

export function Previous({ list }: { list: PreviousConversation[] }) {
  const t = useT(panelMessages);
  const { locale } = useLocale();
  if (list.length === 0) return <span className={css.faint}>{t("noPrevious")}</span>;
  return (
    <ul className={css.previous}>
      {list.map((p) => (
        <li key={p.id}>
          <Link to={`/conversations/${p.id}?view=resolved`}>
            <span>{p.summary || t("noSummary")}</span>
            <small>{dateTimeText(p.opened_at, locale)} {nameOf(p.agent)}</small>
          </Link>
        </li>
      ))}
    </ul>
  );
}
