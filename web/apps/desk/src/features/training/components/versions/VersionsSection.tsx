import { ExperimentOutlined, RollbackOutlined } from "@ant-design/icons";
import type { ModelVersion, VersionList } from "@tandem/api";
import { useLocale, useT, useWriting } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, shortTimeText, useCommands, useErrorText, useNow } from "@tandem/ui";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { useVersions, useVersionStep } from "../../api/versions.ts";
import { messages } from "../../messages.ts";
import { versionMessages } from "../../messages.versions.ts";
import { percent } from "../../rules/figures.ts";
import { busy, live } from "../../rules/versions.ts";
import shared from "../Training.module.css";
import { PublishDialog } from "./PublishDialog.tsx";
import { Running } from "./Running.tsx";
import { TrainDialog } from "./TrainDialog.tsx";
import css from "./Versions.module.css";
import { VersionTable } from "./VersionTable.tsx";

/** Trained models: train with live progress, publish to a share, roll back. */
export function VersionsSection() {
  const query = useVersions();
  if (query.isPending) return <LoadingRows rows={6} />;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Loaded {...query.data!} />;
}

function Loaded({ items: versions, refused, before, absent }: VersionList) {
  const t = useT(versionMessages);
  const frame = useT(messages);
  const write = useWriting();
  const may = useCan()("training.manage");
  const [training, setTraining] = useState(false);
  const [publishing, setPublishing] = useState<number | null>(null);
  const running = versions.find(busy);
  const begin = () => setTraining(true);
  useCommands(may && !running ? [{ id: "versions.train", group: frame("versions"), title: t("train"), keys: "t", run: begin }] : []);
  const chosen = versions.find((v) => v.number === publishing);
  const button = may && (
    <Button type="primary" icon={<ExperimentOutlined />} disabled={running !== undefined} title={running && t("busy", { n: running.number })} onClick={begin} data-testid="train">
      {t("train")} {!running && <kbd>T</kbd>}
    </Button>
  );
  return (
    <div className={shared.scroll}>
      {refused && <Alert type="error" showIcon className={shared.alert!} title={t("refused", { why: refused })} data-testid="version-refused" />}
      {absent.length > 0 && <Alert type="warning" showIcon className={shared.alert!} title={t("absent", { what: write.listed(absent) })} data-testid="encoders-absent" />}
      <Live versions={versions} before={before} may={may} button={button} />
      {running && <Running version={running} may={may} />}
      {versions.length === 0 ? <section className={shared.card}><EmptyState icon={<ExperimentOutlined />} title={t("emptyTitle")} text={t("emptyText")} /></section> : (
        <section className={shared.card}>
          <h2>{t("history")}</h2>
          <VersionTable versions={versions} may={may} onPublish={setPublishing} />
        </section>
      )}
      <TrainDialog open={training} absent={absent} onClose={() => setTraining(false)} />
      {chosen && <PublishDialog key={chosen.number} version={chosen} base={live(versions).find((v) => v.publication!.arm === "base" && v.number !== chosen.number)} onClose={() => setPublishing(null)} />}
    </div>
  );
}

function Live({ versions, before, may, button }: { versions: ModelVersion[]; before: number | null; may: boolean; button: React.ReactNode }) {
  const t = useT(versionMessages);
  const frame = useT(messages);
  const { locale } = useLocale();
  const now = useNow();
  const on = live(versions);
  return (
    <section className={`${shared.card} ${css.live}`} data-testid="live-versions" aria-label={t("live")}>
      <div>
        <h2>{on.length > 0 ? t("live") : t("liveNone")}</h2>
        {on.length === 0 && <p className={shared.faint}>{t("liveNoneText")}</p>}
        {on.map((v) => (
          <p key={v.number} className={css.liveOne} data-testid="live-version" data-version={v.number}>
            <b>{frame("version", { n: v.number })}</b>
            <span className={css.tag} data-arm={v.publication!.arm}>{on.length > 1 ? `${t(`arm_${v.publication!.arm}`)} · ` : ""}{t("liveShare", { percent: percent(v.publication!.share, 0) })}</span>
            {v.quality && <span>{frame("accuracy")} {percent(v.quality.accuracy)}</span>}
            <small>{t("liveSince", { by: v.publication!.by, time: shortTimeText(v.publication!.since, locale, now) })}</small>
          </p>
        ))}
      </div>
      <span className={shared.grow} />
      {may && on.length > 0 && <RollBack on={on} before={before} />}
      {button}
    </section>
  );
}

/** Says beforehand where it leads: a trial ends first. */
function RollBack({ on, before }: { on: ModelVersion[]; before: number | null }) {
  const t = useT(versionMessages);
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const step = useVersionStep();
  const base = on.find((v) => v.publication!.arm === "base");
  const trial = on.find((v) => v.publication!.arm === "trial");
  const alone = () => (before === null ? t("rollbackNone", { n: base!.number }) : t("rollbackText", { n: base!.number, before }));
  const where = !trial ? alone() : base ? t("rollbackTrial", { n: trial.number, base: base.number }) : t("rollbackTrialAlone", { n: trial.number });
  const ask = () => modal.confirm({
    title: t("rollbackConfirm"), content: where, okText: t("rollback"),
    onOk: () => step.mutateAsync({ do: "rollback" }).then(() => void message.success(t("rolledBack")), (error: unknown) => void message.error(errorText(error))),
  });
  return <Button icon={<RollbackOutlined />} onClick={ask} data-testid="rollback">{t("rollback")}</Button>;
}
