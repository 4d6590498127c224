import type { BotTrial } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { Alert } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useReason } from "@/lib/reasons.ts";
import { messages } from "../../messages.ts";
import { trialMessages } from "../../messages.trial.ts";
import { percent } from "../../rules/figures.ts";
import { missingNames } from "../../rules/versions.ts";
import { Candidates } from "./Candidates.tsx";
import { Entities } from "./Entities.tsx";
import { Flows } from "./Flows.tsx";
import css from "./Trial.module.css";

/** Everything that went into one decision, from the outcome down to the scores. */
export function Trace({ result: r, text }: { result: BotTrial; text: string }) {
  const t = useT(trialMessages);
  const frame = useT(messages);
  const reason = useReason();
  const write = useWriting();
  return (
    <div data-testid="trace">
      <h2>{text}</h2>
      {r.degraded.length > 0 && <Alert type="warning" showIcon className={css.alert!} title={t("degraded", { what: write.listed(missingNames(r.degraded, frame("secondReading"))) })} />}
      <dl className={css.verdict} data-decision={r.decision}>
        <div><dt>{t("bot")}</dt><dd data-testid="trace-decision">{t(`decision.${r.decision}`)}</dd></div>
        <div><dt>{t("reason")}</dt><dd>{reason(r.reason)}{r.worth_a_draft && <small>{t("worthADraft")}</small>}</dd></div>
        <div><dt>{t("confidence")}</dt><dd>{percent(r.confidence, 0)}</dd></div>
        <div><dt>{t("judgedBy")}</dt><dd data-testid="trace-version">{r.version === null ? t("retrievalOnly") : frame("version", { n: r.version })}<small>{t("elapsed", { ms: Math.round(r.elapsed_ms) })}</small></dd></div>
      </dl>
      <Part title={t("ladder")}><Steps steps={r.steps} /></Part>
      <Part title={t("intents")}><Intents result={r} /></Part>
      {r.entities.length > 0 && <Part title={t("entities")}><Entities found={r.entities} /></Part>}
      {r.flows && <Part title={t("flow")}><Flows flows={r.flows} /></Part>}
      <Part title={t("candidates")}><Candidates rows={r.candidates} thresholds={r.thresholds} /></Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <section className={css.part}><h3>{title}</h3>{children}</section>;
}

/** The rules in their order: asked and passed, fired, not reached. */
function Steps({ steps }: { steps: BotTrial["steps"] }) {
  const t = useT(trialMessages);
  const name = (rule: string) => (`rule.${rule}` in trialMessages["zh-CN"] ? t(`rule.${rule}` as "rule.flow") : rule);
  return (
    <ol className={css.steps} data-testid="trace-steps">
      {steps.map((s) => <li key={s.rule} data-outcome={s.outcome} title={t(`outcome.${s.outcome}`)}>{name(s.rule)}<span className="visually-hidden"> {t(`outcome.${s.outcome}`)}</span></li>)}
    </ol>
  );
}

/** The likeliest intents, with the thresholds that decide what becomes of them. */
function Intents({ result: r }: { result: BotTrial }) {
  const t = useT(trialMessages);
  const write = useWriting();
  if (r.intents.length === 0) return <p className={css.faint}>{t(r.version === null ? "noModel" : "noIntents")}</p>;
  const limits = r.intent_thresholds;
  return (
    <>
      <ul className={css.intents} data-testid="trace-intents">
        {r.intents.map((i) => (
          <li key={i.intent}>
            <Link to={`/training/intents?key=${encodeURIComponent(i.intent)}`}>{i.name}</Link>
            <span className={css.bar} aria-hidden="true">
              <u style={{ width: percent(i.probability, 1) }} />
              {limits && <s data-mark="draft" style={{ left: percent(limits.draft, 1) }} />}
              {limits && <s data-mark="auto" style={{ left: percent(limits.auto, 1) }} />}
            </span>
            <b>{percent(i.probability)}</b>
          </li>
        ))}
      </ul>
      {limits && <p className={css.faint}>{write.labelled(t("inForce"), t("autoFrom", { tau: limits.auto.toFixed(2) }))} · {t("draftFrom", { tau: limits.draft.toFixed(2) })} · {r.threshold_set === null ? t("shipped") : t("set", { n: r.threshold_set })}</p>}
    </>
  );
}
