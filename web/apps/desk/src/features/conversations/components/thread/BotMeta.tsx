import { ReadOutlined } from "@ant-design/icons";
import type { Message } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Tooltip } from "antd";
import { Link } from "react-router";
import { threadMessages } from "../../messages.thread.ts";
import css from "./Thread.module.css";

/** Where the bot has it from, how sure it was, and what let it answer. */
export function BotMeta({ message }: { message: Message }) {
  const t = useT(threadMessages);
  const { sources = [], confidence, policy } = message.payload;
  if (sources.length === 0 && !confidence) return null;
  return (
    <div className={css.meta} data-testid="bot-meta">
      {sources.map((s) => (
        <Tooltip key={s.entry_id} title={`${s.key} · ${t("version", { version: s.version })}`}>
          <Link to={`/knowledge/entries/${s.entry_id}`}><ReadOutlined /> {s.title}</Link>
        </Tooltip>
      ))}
      {typeof confidence === "number" && confidence > 0 && (
        <Tooltip title={policy ? t("policy", { policy }) : undefined}>
          <span>{t("confidence", { percent: Math.round(confidence * 100) })}</span>
        </Tooltip>
      )}
    </div>
  );
}
