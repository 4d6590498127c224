import type { Fact } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { messages } from "../messages.ts";
import css from "./Rules.module.css";

const SOURCES = ["loans", "conversations", "customers"] as const;

/** The facts there are, to click into the rule. */
export function FactPicker({ facts, onPick }: { facts: Fact[]; onPick: (fact: Fact) => void }) {
  const t = useT(messages);
  return (
    <details className={css.facts} open>
      <summary>{t("facts")} <small className={css.faint}>{t("factsHint")}</small></summary>
      {SOURCES.map((source) => (
        <div key={source} className={css.source_row}>
          <b>{t(`source.${source}`)}</b>
          <span>
            {facts.filter((f) => f.source === source).map((f) => (
              <button key={f.key} type="button" className={css.fact} title={`${f.key} · ${t(`kind.${f.kind}`)}`} aria-label={t("insert", { name: f.label })} onClick={() => onPick(f)}>
                {f.label}<small>{t(`kind.${f.kind}`)}</small>
              </button>
            ))}
          </span>
        </div>
      ))}
      <p className={css.faint}>{t("examplesHint")}</p>
    </details>
  );
}
