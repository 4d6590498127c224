import type { TrialFlows } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { trialMessages } from "../../messages.trial.ts";
import { percent } from "../../rules/figures.ts";
import css from "./Trial.module.css";

/** Where the flows stand after this turn: what is filled in, what is waited for, what happened. */
export function Flows({ flows }: { flows: TrialFlows }) {
  const t = useT(trialMessages);
  const { trigger, started, stack, trace } = flows;
  return (
    <div data-testid="trace-flows">
      {trigger && <p>{t(started === trigger.flow ? "flowStarted" : "flowLike", { name: trigger.title, phrase: trigger.phrase, percent: percent(trigger.score, 0) })}</p>}
      {!trigger && stack.length === 0 && <p className={css.faint}>{t("noFlow")}</p>}
      {stack.map((f) => (
        <dl key={f.flow} className={css.frame}>
          <dt>{t("flowUnderWay", { name: f.title })}{f.waits_for !== null && <em>{f.waits_for === "confirm" ? t("waitsConfirm") : t("waitsFor", { slot: f.labels[f.waits_for] ?? f.waits_for })}</em>}</dt>
          {Object.entries(f.slots).map(([slot, value]) => <dd key={slot}><span>{f.labels[slot] ?? slot}</span> {value}</dd>)}
        </dl>
      ))}
      {trace.length > 0 && <p className={css.mono}>{trace.join(" → ")}</p>}
    </div>
  );
}
