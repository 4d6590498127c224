import { ExperimentOutlined, RollbackOutlined } from "@ant-design/icons";
import type { Predictions, PredictionVersion } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Button, Input, Progress, Tag } from "antd";
import { useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { underWay, usePredictions, usePredictionStep } from "../../api/predictions.ts";
import { predictionMessages } from "../../messages.predictions.ts";
import shared from "../Portraits.module.css";
import css from "./Predictions.module.css";
import { Quality } from "./Quality.tsx";

/** What is in force, what is trained, and how good every version is. */
export function PredictionsSection() {
  const t = useT(predictionMessages);
  const query = usePredictions();
  if (query.isPending) return <LoadingRows rows={8} />;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const found = query.data!;
  const running = found.versions.find(underWay);
  return (
    <div className={shared.scroll}>
      {found.refused && <Alert type="error" showIcon title={t("refused", { why: found.refused })} data-testid="predictions-refused" />}
      <InForce found={found} running={running} />
      {running && <Running version={running} />}
      <section className={shared.card}>
        <div className={shared.head}><h2>{t("versions")}</h2></div>
        {found.versions.length === 0 ? <EmptyState icon={<ExperimentOutlined />} title={t("emptyTitle")} text={t("emptyText")} /> : (
          <ul className={css.list}>{found.versions.map((v, i) => <Version key={v.number} version={v} first={i === 0} />)}</ul>
        )}
      </section>
    </div>
  );
}

function useStep() {
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const step = usePredictionStep();
  const carry = (what: Parameters<typeof step.mutateAsync>[0], done: string) =>
    step.mutateAsync(what).then(() => void message.success(done), (error: unknown) => void message.error(errorText(error)));
  const ask = (title: string, okText: string, what: Parameters<typeof step.mutateAsync>[0], done: string) =>
    modal.confirm({ title, okText, onOk: () => carry(what, done) });
  return { carry, ask, busy: step.isPending };
}

function InForce({ found, running }: { found: Predictions; running: PredictionVersion | undefined }) {
  const t = useT(predictionMessages);
  const can = useCan();
  const { locale } = useLocale();
  const { carry, ask, busy } = useStep();
  const [note, setNote] = useState("");
  const { reach } = found;
  return (
    <section className={`${shared.card} ${css.inForce}`} data-testid="predictions-in-force" aria-label={t("title")}>
      <div>
        <h2>{found.in_force ? t("inForce", { n: found.in_force }) : t("none")}</h2>
        {found.in_force ? (
          <p className={shared.faint}>
            {t("since", { name: found.by ?? "", at: dateTimeText(found.since!, locale) })} · <span data-testid="predictions-reach">{t("reach", { n: reach.predicted, mine: reach.by_version, waiting: reach.waiting })}</span>
            {reach.late > 0 && <span className={css.late}> · {t("late", { n: reach.late })}</span>}
          </p>
        ) : <p className={shared.faint}>{t("noneText")}</p>}
        <p className={shared.faint}>{t("intro")}</p>
      </div>
      <span className={shared.grow} />
      {can("portraits.publish") && found.may_roll_back && <Button icon={<RollbackOutlined />} onClick={() => ask(t("rollbackAsk"), t("rollback"), { do: "rollback" }, t("rolledBack"))} data-testid="predictions-rollback">{t("rollback")}</Button>}
      {can("portraits.edit") && (
        <>
          <Input className={css.trainNote!} value={note} onChange={(e) => setNote(e.target.value)} placeholder={t("trainNote")} aria-label={t("trainNote")} maxLength={200} />
          <Button type="primary" icon={<ExperimentOutlined />} disabled={running !== undefined} title={running && t("busy", { n: running.number })} loading={busy}
            onClick={() => void carry({ do: "train", note }, t("asked")).then(() => setNote(""))} data-testid="predictions-train">{t("train")}</Button>
        </>
      )}
    </section>
  );
}

function Running({ version }: { version: PredictionVersion }) {
  const t = useT(predictionMessages);
  const can = useCan();
  const { ask } = useStep();
  const step = version.step ? t(`step.${version.step}`) : t(version.state === "queued" ? "waiting" : "starting");
  return (
    <section className={shared.card} data-testid="predictions-running" aria-live="polite">
      <div className={shared.head}>
        <h2>{t("trainingNow", { n: version.number })}</h2>
        <small className={shared.faint}>{version.stopping ? t("stopping") : step}{version.total > 1 && ` · ${t("of", { done: version.done, total: version.total })}`}</small>
        <span className={shared.grow} />
        {can("portraits.edit") && !version.stopping && <Button danger onClick={() => ask(t("stopAsk", { n: version.number }), t("stop"), { do: "stop", number: version.number }, t("stopped"))} data-testid="predictions-stop">{t("stop")}</Button>}
      </div>
      <Progress aria-label={step} percent={version.total > 0 ? Math.round((100 * version.done) / version.total) : 0} status="active" strokeColor="var(--accent)" />
    </section>
  );
}

const COLORS = { queued: "default", training: "processing", ready: "blue", failed: "red", stopped: "default" } as const;

function Version({ version, first }: { version: PredictionVersion; first: boolean }) {
  const t = useT(predictionMessages);
  const can = useCan();
  const { locale } = useLocale();
  const { ask, busy } = useStep();
  const [open, setOpen] = useState(first || version.published);
  const ready = version.state === "ready";
  const body = `prediction-version-${version.number}`;
  return (
    <li data-testid={body} className={css.version}>
      <div className={shared.head}>
        <b>{t("version", { n: version.number })}</b>
        {version.published ? <Tag color="green">{t("published")}</Tag> : <Tag color={COLORS[version.state]}>{t(`state.${version.state}`)}</Tag>}
        {version.better === false && <Tag color="orange">{t("worse")}</Tag>}
        <small className={css.by}>{t("madeBy", { name: version.by, at: dateTimeText(version.at, locale) })}{version.note && ` · ${version.note}`}</small>
        <span className={shared.grow} />
        {ready && <Button size="small" onClick={() => setOpen(!open)} aria-expanded={open} aria-controls={`${body}-figures`}>{t(open ? "hide" : "details")}</Button>}
        {ready && !version.published && version.better && can("portraits.publish") && (
          <Button size="small" type="primary" loading={busy} onClick={() => ask(t("publishAsk", { n: version.number }), t("publish"), { do: "publish", number: version.number }, t("didPublish"))} data-testid={`publish-prediction-${version.number}`}>{t("publish")}</Button>
        )}
      </div>
      {version.reason && <p className={css.failed}>{version.reason}</p>}
      {ready && (
        <small className={css.fingerprint}>
          {t("learnedFrom", { customers: (version.customers ?? 0).toLocaleString("zh-CN"), rows: (version.rows ?? 0).toLocaleString("zh-CN"), day: version.as_of ?? "" })} · {t("fingerprint", { seed: version.seed, data: (version.data_hash ?? "").slice(0, 12), file: (version.sha256 ?? "").slice(0, 12) })}
        </small>
      )}
      {open && ready && (
        <div id={`${body}-figures`}>
          {version.targets.map((q) => <Quality key={q.target} quality={q} />)}
          {Object.entries(version.without).map(([target, why]) => <p key={target} className={shared.faint}>{t(`target.${target as "need"}`)}: {t("without", { why: why ?? "" })}</p>)}
        </div>
      )}
    </li>
  );
}
