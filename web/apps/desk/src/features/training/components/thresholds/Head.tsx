import type { ThresholdJudge, ThresholdSet } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { shortTimeText, useErrorText, useNow } from "@tandem/ui";
import { Alert, App, Button, InputNumber, Segmented, Select, Space, Tooltip } from "antd";
import { useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { useThresholdStep } from "../../api/measures.ts";
import { measureMessages } from "../../messages.measures.ts";
import { percent } from "../../rules/figures.ts";
import { precisionOf } from "../../rules/thresholds.ts";
import shared from "../Training.module.css";
import css from "./Thresholds.module.css";

interface Props {
  force: ThresholdSet;
  set: ThresholdSet;
  onShow: (id: number | undefined) => void;
  onJudge: (judge: ThresholdJudge) => void;
}

const JUDGES = ["intent", "retrieval"] as const;

/** Which set is looked at, fitting a new one, and putting it in force. */
export function Head({ force, set, onShow, onJudge }: Props) {
  const t = useT(measureMessages);
  const { locale } = useLocale();
  const now = useNow();
  const may = useCan()("training.manage");
  const { message, modal } = App.useApp();
  const errorText = useErrorText();
  const step = useThresholdStep();
  const fail = (error: unknown) => void message.error(errorText(error));
  const done = (text: string) => () => {
    onShow(undefined);
    void message.success(text);
  };
  const publish = (id: number) => step.mutate({ do: "publish", id }, { onSuccess: done(t("fitDone")), onError: fail });
  const withdraw = () => modal.confirm({ title: t("withdrawConfirm"), content: t("withdrawText"), okText: t("withdraw"), onOk: () => step.mutateAsync({ do: "withdraw" }).then(done(t("withdrawn")), fail) });
  const options = [
    ...(force.id === null ? [{ value: 0, label: t("shipped") }] : []),
    ...force.sets.map((s) => ({ value: s.id, label: `${t("setOption", { n: s.id, percent: percent(s.precision), time: shortTimeText(s.fitted_at, locale, now) })}${s.id === force.id ? ` · ${t("inForce")}` : ""}` })),
  ];
  return (
    <>
      <header className={css.head}>
        <Segmented<ThresholdJudge> value={set.judge} onChange={onJudge} options={JUDGES.map((j) => ({ value: j, label: t(`judge.${j}`) }))} aria-label={t("judge")} />
        <Select value={set.id ?? 0} onChange={(id) => onShow(id === force.id || id === 0 ? undefined : id)} options={options} aria-label={t("sets")} popupMatchSelectWidth={false} data-testid="threshold-sets" />
        <span className={shared.faint}>{set.fitted_at ? t("fittedAt", { by: set.by ?? "—", time: shortTimeText(set.fitted_at, locale, now) }) : t(force.sets.length > 0 ? "defaultsAgain" : "defaults")}</span>
        <span className={shared.grow} />
        {may && force.id !== null && <Button type="text" onClick={withdraw}>{t("withdraw")}</Button>}
        {may && <Fit precision={force.precision} busy={step.isPending && step.variables.do === "fit"} onFit={(precision) => step.mutate({ do: "fit", precision }, { onSuccess: (made) => onShow(made.id ?? undefined), onError: fail })} />}
      </header>
      {!set.in_force && set.id !== null && (
        <Alert type="info" showIcon banner data-testid="fitted-set" title={<>{t("fitted", { n: set.id, percent: percent(set.precision) })} · {set.changed.intent + set.changed.retrieval > 0 ? t("fitChanged", set.changed) : t("fitSame")}</>}
          action={<Space>
            {may && <Button size="small" type="primary" onClick={() => publish(set.id!)} data-testid="fit-publish">{t("fitPublish")}</Button>}
            <Button size="small" onClick={() => onShow(undefined)}>{t("fitDiscard")}</Button>
          </Space>} />
      )}
    </>
  );
}

function Fit({ precision, busy, onFit }: { precision: number; busy: boolean; onFit: (precision: number) => void }) {
  const t = useT(measureMessages);
  const [typed, setTyped] = useState<number | null>(Math.round(precision * 1000) / 10);
  const wanted = precisionOf(typed);
  const fit = () => wanted !== null && onFit(wanted);
  return (
    <Space>
      <label>{t("target")} <InputNumber min={50} max={99.5} step={0.5} value={typed} suffix="%" onChange={setTyped} status={wanted === null ? "error" : ""} onPressEnter={fit} className={css.number!} data-testid="fit-precision" /></label>
      <Tooltip title={`${t("outcomesWhy")}${t("outcomesTested")}`}><Button type="primary" disabled={wanted === null} loading={busy} onClick={fit} data-testid="fit">{t("fit")}</Button></Tooltip>
    </Space>
  );
}
