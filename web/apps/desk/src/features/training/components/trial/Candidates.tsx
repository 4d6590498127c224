import { ReadOutlined } from "@ant-design/icons";
import type { BotCandidate, BotTrial } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { Link } from "react-router";
import { useRankerName } from "@/lib/rankers.ts";
import { trialMessages } from "../../messages.trial.ts";
import { percent } from "../../rules/figures.ts";
import css from "./Trial.module.css";

/** What search found, with every ranker's score. */
export function Candidates({ rows, thresholds }: { rows: BotCandidate[]; thresholds: BotTrial["thresholds"] }) {
  const t = useT(trialMessages);
  const write = useWriting();
  const name = useRankerName();
  const { answer, draft, clarify } = thresholds;
  if (rows.length === 0) return <p className={css.faint}>{t("noCandidates")}</p>;
  return (
    <>
      <ol className={css.candidates} data-testid="trace-candidates">
        {rows.map((c) => (
          <li key={c.entry_id}>
            <div>
              <Link to={`/knowledge/entries/${c.entry_id}`}><ReadOutlined /> {c.question}</Link>
              {c.matched !== c.question && <span className={css.faint}>{t("matched", { text: c.matched })}</span>}
              <b title={t("confidence")}>{percent(c.confidence, 0)}</b>
            </div>
            <p>{Object.entries(c.scores).map(([key, score]) => <span key={key}>{name(key)} <i>{score.toFixed(2)}</i></span>)}<span>{name("fused")} <i>{c.fused.toFixed(2)}</i></span></p>
          </li>
        ))}
      </ol>
      {answer !== undefined && <p className={css.faint}>{write.labelled(t("inForce"), t("autoFrom", { tau: answer.toFixed(2) }))}{draft !== undefined && ` · ${t("draftFrom", { tau: draft.toFixed(2) })}`}{clarify !== undefined && ` · ${t("clarifyFrom", { tau: clarify.toFixed(2) })}`}</p>}
    </>
  );
}
