import type { HandoverSummary } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { timeText } from "@tandem/ui";
import { Tag } from "antd";
import { useReason } from "@/lib/reasons.ts";
import { panelMessages } from "../../messages.panel.ts";
import css from "./Panel.module.css";

/** What an agent reads first: who handed over why, what was asked and answered, what the customer named. */
export function Summary({ summary }: { summary: HandoverSummary }) {
  const t = useT(panelMessages);
  const { locale } = useLocale();
  const reason = useReason();
  const by = summary.made_by === "model" ? t("summaryByModel", { model: summary.model ?? "" }) : t("summaryByRules");
  return (
    <section className={css.handoverSummary} data-testid="handover-summary" data-made-by={summary.made_by}>
      {summary.text && <p>{summary.text}</p>}
      {!summary.text && <Lines name={t("asked")} lines={summary.asked} />}
      {!summary.text && <Lines name={t("botSaid")} lines={summary.said} />}
      <dl className={css.facts}>
        <div><dt>{t("because")}</dt><dd>{reason(summary.reason)}</dd></div>
      </dl>
      {summary.facts.length > 0 && (
        <div className={css.named}>{summary.facts.map((one) => <Tag key={one.kind + one.text} title={kindOf(one.kind, t)}>{one.text}</Tag>)}</div>
      )}
      <small className={css.faint}>{by} · {timeText(summary.at, locale)}</small>
    </section>
  );
}

function Lines({ name, lines }: { name: string; lines: string[] }) {
  if (lines.length === 0) return null;
  return <dl className={css.facts}><div><dt>{name}</dt><dd>{lines.map((line) => <div key={line}>{line}</div>)}</dd></div></dl>;
}

const KINDS = ["amount", "date", "period", "instalment", "rate", "reference", "mobile", "bank_card"] as const;
type Kind = (typeof KINDS)[number];

function kindOf(kind: string, t: (key: `kind.${Kind}`) => string): string {
  return KINDS.includes(kind as Kind) ? t(`kind.${kind as Kind}`) : kind;
}
