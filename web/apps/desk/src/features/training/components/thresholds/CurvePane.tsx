import { LineChartOutlined, UndoOutlined } from "@ant-design/icons";
import { isProblem, type IntentThreshold, type ThresholdCurve, type ThresholdSet } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button, InputNumber, Slider } from "antd";
import { lazy, Suspense, useState } from "react";
import { useCurve } from "../../api/measures.ts";
import { measureMessages } from "../../messages.measures.ts";
import { CURVE_MARGIN, lowestHolding, moved, shares } from "../../rules/curve.ts";
import { percent } from "../../rules/figures.ts";
import shared from "../Training.module.css";
import css from "./Thresholds.module.css";

const CurveChart = lazy(() => import("../charts/CurveChart.tsx"));

interface Props {
  set: ThresholdSet;
  threshold: IntentThreshold;
  intent: string | null;
}

export function CurvePane({ set, threshold, intent }: Props) {
  const t = useT(measureMessages);
  const write = useWriting();
  const query = useCurve(intent, set.judge, set.id ?? undefined);
  const name = intent === null ? t("global") : (threshold.name ?? intent);
  const none = isProblem(query.error, "intent_without_outcomes") || query.data?.points.length === 0;
  return (
    <>
      <h2>{name} <small className={shared.faint}>{t("outcomes", { n: threshold.outcomes })} · {t(`source.${threshold.source}`)}</small></h2>
      {query.isPending && <LoadingRows rows={5} />}
      {none && <EmptyState icon={<LineChartOutlined />} title={t("noCurve")} text={intent === null ? t("noCurveText") : write.aside(t("fewOutcomes"), `τ ${threshold.tau_auto.toFixed(2)} / ${threshold.tau_draft.toFixed(2)}`)} />}
      {query.isError && !none && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && !none && <Explore curve={query.data} tested={set.judge === "intent"} />}
    </>
  );
}

/** Moving the marks shows what would happen; what is in force changes only by a new set. */
function Explore({ curve, tested }: { curve: ThresholdCurve; tested: boolean }) {
  const t = useT(measureMessages);
  const force = { auto: curve.tau_auto, draft: curve.tau_draft };
  const [tau, setTau] = useState(force);
  const now = shares(curve.points, tau.auto, tau.draft);
  const best = lowestHolding(curve.points, curve.target);
  const changed = tau.auto !== force.auto || tau.draft !== force.draft;
  const number = (handle: "auto" | "draft", label: string) => (
    <label data-handle={handle}>{label} <InputNumber min={0} max={1} step={0.01} precision={3} value={tau[handle]} onChange={(x) => x !== null && setTau((old) => moved(old, handle, x))} className={css.number!} data-testid={`tau-${handle}`} /></label>
  );
  return (
    <>
      <Suspense fallback={<LoadingRows rows={4} />}><CurveChart points={curve.points} auto={tau.auto} draft={tau.draft} target={curve.target} /></Suspense>
      <div style={{ marginInline: CURVE_MARGIN }}>
        <Slider range min={0} max={1} step={0.005} value={[tau.draft, tau.auto]} onChange={([draft, auto]) => setTau({ draft: draft!, auto: auto! })}
          ariaLabelForHandle={[t("tauDraft"), t("tauAuto")]} tooltip={{ formatter: (x) => x?.toFixed(3) }} className={css.slider!} data-testid="tau-slider" />
      </div>
      <div className={css.controls}>
        {number("draft", t("tauDraft"))}
        {number("auto", t("tauAuto"))}
        {changed ? <Button type="text" icon={<UndoOutlined />} onClick={() => setTau(force)}>{t("reset")}</Button> : <span className={shared.faint}>{t("explore")}</span>}
      </div>
      <div className={css.shares} role="img" aria-label={`${t("auto")} ${percent(now.auto)} · ${t("draft")} ${percent(now.draft)} · ${t("agent")} ${percent(now.agent)}`} data-testid="tau-shares">
        {(["agent", "draft", "auto"] as const).map((part) => <span key={part} data-part={part} style={{ flexGrow: Math.max(now[part], 0.001) }} title={`${t(part)} ${percent(now[part])}`} />)}
      </div>
      <dl className={css.numbers}>
        {(["auto", "draft", "agent"] as const).map((part) => <div key={part} data-part={part}><dt><i />{t(part)}</dt><dd data-testid={`share-${part}`}>{percent(now[part])}</dd></div>)}
        <div><dt>{t("precision")}</dt><dd>{percent(now.precision)}</dd></div>
        <div><dt>{t("low")}</dt><dd className={now.low !== null && now.low < curve.target ? shared.down : undefined}>{percent(now.low)}</dd></div>
        <div><dt>{t("target")}</dt><dd>{percent(curve.target)}</dd></div>
      </dl>
      <p className={shared.faint}>{best === null ? t("holdsNot") : t("holds", { tau: best.toFixed(2) })} · {t("outcomesWhy")}{tested && t("outcomesTested")}</p>
    </>
  );
}
