import type { ModelVersion } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText, since, useErrorText, useNow } from "@tandem/ui";
import { App, Button, Progress } from "antd";
import { useEffect, useRef } from "react";
import { useVersionStep } from "../../api/versions.ts";
import { messages } from "../../messages.ts";
import { versionMessages } from "../../messages.versions.ts";
import { progress } from "../../rules/versions.ts";
import shared from "../Training.module.css";
import css from "./Versions.module.css";

const STEPS = ["preparing", "encoding", "teaching", "training", "testing", "keeping"] as const;

/** The version in the making: which step, how far, how long, and the way to stop it. */
export function Running({ version, may }: { version: ModelVersion; may: boolean }) {
  const t = useT(versionMessages);
  const frame = useT(messages);
  const now = useNow();
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const step = useVersionStep();
  const asked = useRef<{ destroy: () => void }>(undefined);
  // Done while somebody thought about it: there is nothing to stop any more.
  useEffect(() => () => asked.current?.destroy(), []);
  const stop = () => void (asked.current = modal.confirm({
    title: t("stopConfirm", { n: version.number }), content: t("stopText"), okText: t("stop"), okButtonProps: { danger: true },
    onOk: () => step.mutateAsync({ do: "stop", number: version.number }).then(() => void message.success(t("stopped")), (error: unknown) => void message.error(errorText(error))),
  }));
  const share = progress(version);
  const steps = STEPS.filter((s) => s !== "teaching" || version.teach);
  const at = version.step === null ? -1 : steps.indexOf(version.step);
  return (
    <section className={shared.card} data-testid="training-now" data-version={version.number} aria-live="polite">
      <div className={css.runningHead}>
        <h2>{frame("trainingNow", { n: version.number })}</h2>
        <span className={shared.faint}>{version.note}</span>
        <span className={shared.grow} />
        <span className={shared.faint}>{t("elapsed", { time: clockText(since(version.at, now)) })}</span>
        {may && <Button danger onClick={stop} data-testid="train-stop">{t("stop")}</Button>}
      </div>
      <ol className={css.steps}>
        {steps.map((s, i) => <li key={s} data-state={i < at ? "done" : i === at ? "now" : "later"} aria-current={i === at ? "step" : undefined}>{frame(`step.${s}`)}</li>)}
      </ol>
      <Progress aria-label={frame("trainingNow", { n: version.number })} percent={Math.round((share ?? 0) * 100)} status="active" strokeColor="var(--accent)" showInfo={share !== null} />
      <p className={shared.faint}>{version.step === null ? t(version.state === "queued" ? "waiting" : "starting") : `${frame(`step.${version.step}`)}${version.total > 1 ? ` · ${t("of", { done: version.done, total: version.total })}` : ""}`}</p>
    </section>
  );
}
