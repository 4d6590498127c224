import { BulbOutlined } from "@ant-design/icons";
import type { BotCandidate, BotTrial } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input, Progress, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api } from "@/lib/api.ts";
import { useRankerName } from "@/lib/rankers.ts";
import { useReason } from "@/lib/reasons.ts";
import { messages } from "../messages.ts";
import css from "./Knowledge.module.css";

/** A question to the bot without a conversation: what it found, how sure it is, what it would do. */
export function TrialPane() {
  const t = useT(messages);
  const [text, setText] = useState("");
  const [recent, setRecent] = useState<string[]>([]);
  const trial = useMutation({ mutationFn: (q: string) => api.knowledge.trial({ text: q }) });
  const run = (question: string) => {
    const q = question.trim();
    if (!q) return;
    setText(q);
    setRecent((old) => [q, ...old.filter((x) => x !== q)].slice(0, 6));
    trial.mutate(q);
  };
  return (
    <div className={css.trial}>
      <p className={css.faint}>{t("trialIntro")}</p>
      <div className={css.trialInput}>
        <Input size="large" value={text} maxLength={500} placeholder={t("trialHint")} onChange={(e) => setText(e.target.value)}
          onPressEnter={(e) => !e.nativeEvent.isComposing && run(text)} data-testid="trial-input" />
        <Button type="primary" size="large" loading={trial.isPending} onClick={() => run(text)} data-testid="trial-run">{t("run")}</Button>
      </div>
      {recent.length > 1 && (
        <div className={css.recent}>{t("recent")} {recent.slice(1).map((q) => <Button key={q} type="link" size="small" onClick={() => run(q)}>{q}</Button>)}</div>
      )}
      {trial.isPending && <LoadingRows rows={3} />}
      {trial.isError && <ErrorState error={trial.error} onRetry={() => run(text)} />}
      {trial.isIdle && <EmptyState icon={<BulbOutlined />} title={t("trial")} />}
      {trial.isSuccess && <Result result={trial.data} />}
    </div>
  );
}

function Result({ result }: { result: BotTrial }) {
  const t = useT(messages);
  const write = useWriting();
  const reason = useReason();
  const ranker = useRankerName();
  const { answer, clarify, draft } = result.thresholds;
  const columns: TableColumnsType<BotCandidate> = [
    {
      title: t("candidates"), key: "q", render: (_, c) => (
        <>
          <Link to={`/knowledge/entries/${c.entry_id}`}>{c.question}</Link>
          {c.matched !== c.question && <div className={css.faint}>{t("matched", { text: c.matched })}</div>}
          <p className={css.scores} data-testid="trial-scores">
            {[...Object.entries(c.scores), ["fused", c.fused] as const].map(([key, score]) => <span key={key}>{ranker(key)} <i>{score.toFixed(2)}</i></span>)}
          </p>
        </>
      ),
    },
    { title: t("confidence"), key: "confidence", width: 170, render: (_, c) => <Progress aria-label={c.question} percent={Math.round(c.confidence * 100)} size="small" strokeColor="var(--accent)" /> },
  ];
  return (
    <div data-testid="trial-result" className={css.result}>
      {result.degraded.length > 0 && <Alert type="warning" showIcon title={t("degraded", { what: write.listed(result.degraded) })} className={css.alert} />}
      <dl className={css.verdict} data-decision={result.decision}>
        <div><dt>{t("decision")}</dt><dd className={css[result.decision]}>{t(`decision.${result.decision}`)}</dd></div>
        <div><dt>{t("confidence")}</dt><dd>{Math.round(result.confidence * 100)}%</dd></div>
        <div><dt>{t("reason")}</dt><dd>{reason(result.reason)}{result.worth_a_draft && <div className={css.faint}>{t("worthADraft")}</div>}</dd></div>
        {answer !== undefined && clarify !== undefined && (
          <div><dt>{t("thresholds")}</dt><dd className={css.faint}>{t("thresholdsText", { answer: Math.round(answer * 100), clarify: Math.round(clarify * 100), draft: Math.round((draft ?? answer) * 100) })}</dd></div>
        )}
        <div><dt>&nbsp;</dt><dd className={css.faint}>{t("elapsed", { ms: Math.round(result.elapsed_ms) })}</dd></div>
      </dl>
      <Table<BotCandidate> rowKey="entry_id" size="small" columns={columns} dataSource={result.candidates} pagination={false} locale={{ emptyText: t("noCandidates") }} />
    </div>
  );
}
