import type { PredictionQuality } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { LoadingRows } from "@tandem/ui";
import { lazy, Suspense } from "react";
import { predictionMessages } from "../../messages.predictions.ts";
import { bestWays, figuresOf, lowerIsBetter, percent, shownFigure } from "../../rules/figures.ts";
import shared from "../Portraits.module.css";
import css from "./Predictions.module.css";

const ReliabilityChart = lazy(() => import("./ReliabilityChart.tsx"));
const WAYS = ["model", "base_rates", "last_reason", "standing"] as const;

/** How well one target is told: beside the baselines, bin by bin, reason by reason, and for each group. */
export function Quality({ quality }: { quality: PredictionQuality }) {
  const t = useT(predictionMessages);
  const [a, b, c] = quality.spans;
  return (
    <section className={css.target} data-testid={`quality-${quality.target}`} aria-label={t(`target.${quality.target}`)}>
      <h3>{t(`target.${quality.target}`)}</h3>
      <p className={shared.faint}>
        {t("judged", { n: quality.judged.toLocaleString("zh-CN"), events: quality.events.toLocaleString("zh-CN") })}
        {a && b && c && ` · ${t("spans", { a: a[0], b: a[1], c: b[0], d: b[1], e: c[0], f: c[1] })}`}
      </p>
      <div className={css.columns}>
        <div>
          <Figures quality={quality} />
          <Drivers quality={quality} />
        </div>
        <div>
          <h4>{t("reliability")}</h4>
          <Suspense fallback={<LoadingRows rows={4} />}><ReliabilityChart bins={quality.reliability} /></Suspense>
          <p className={shared.faint}>{t("reliabilityText")}</p>
        </div>
      </div>
      {quality.outcomes.length > 1 && <Outcomes quality={quality} />}
      <Fairness quality={quality} />
    </section>
  );
}

function Figures({ quality }: { quality: PredictionQuality }) {
  const t = useT(predictionMessages);
  const columns = figuresOf(quality);
  return (
    <div className={css.wide}>
      <table className={css.table} data-testid={`figures-${quality.target}`}>
        <caption>{t("figures")}</caption>
        <thead><tr><th scope="col">{t("way")}</th>{columns.map((one) => <th key={one} scope="col" title={t(lowerIsBetter(one) ? "lower" : "higher")}>{t(one)} {lowerIsBetter(one) ? "↓" : "↑"}</th>)}</tr></thead>
        <tbody>
          {WAYS.filter((way) => quality.figures[way]).map((way) => (
            <tr key={way}>
              <th scope="row">{t(way)}</th>
              {columns.map((one) => <td key={one} data-best={bestWays(quality, one).includes(way) || undefined}>{shownFigure(one, quality.figures[way]![one])}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Drivers({ quality }: { quality: PredictionQuality }) {
  const t = useT(predictionMessages);
  const most = Math.max(...quality.drivers.map((d) => d.size), 0.0001);
  return (
    <>
      <h4>{t("drivers")}</h4>
      <ol className={css.drivers}>
        {quality.drivers.map((d) => (
          <li key={d.name}><span title={d.name}>{d.name}</span><span className={shared.track} aria-hidden="true"><i className={shared.fill} style={{ width: `${(100 * d.size) / most}%` }} /></span></li>
        ))}
      </ol>
    </>
  );
}

function Outcomes({ quality }: { quality: PredictionQuality }) {
  const t = useT(predictionMessages);
  return (
    <div className={css.wide}>
      <table className={css.table}>
        <caption>{t("outcomes")}</caption>
        <thead><tr><th scope="col">{t("outcome")}</th><th scope="col">{t("events")}</th><th scope="col">{t("happened")}</th><th scope="col">{t("said")}</th><th scope="col">{t("auc")}</th><th scope="col">{t("calibration_error")}</th></tr></thead>
        <tbody>
          {quality.outcomes.map((o) => (
            <tr key={o.outcome}>
              <th scope="row">{o.name}{!o.own_curve && <abbr title={t("sharedCurve")}> *</abbr>}</th>
              <td>{o.events}</td><td>{percent(o.happened, 2)}</td><td>{percent(o.said, 2)}</td><td>{shownFigure("auc", o.auc)}</td><td>{percent(o.calibration_error, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {quality.outcomes.some((o) => !o.own_curve) && <p className={shared.faint}>* {t("sharedCurve")}</p>}
    </div>
  );
}

const GROUPS = ["female", "male", "unknown", "to_25", "26_35", "36_45", "46_55", "from_56"] as const;

function Fairness({ quality }: { quality: PredictionQuality }) {
  const t = useT(predictionMessages);
  const name = (group: string) => t(`group.${GROUPS.find((one) => one === group) ?? "unknown"}`);
  return (
    <div className={css.wide}>
      <table className={css.table} data-testid={`fairness-${quality.target}`}>
        <caption>{t("fairness")}</caption>
        <thead><tr><th scope="col">{t("group")}</th><th scope="col">{t("customers")}</th><th scope="col">{t("happened")}</th><th scope="col">{t("said")}</th><th scope="col">{t("shown")}</th><th scope="col">{t("found")}</th><th scope="col">{t("falseAlarms")}</th><th scope="col">{t("calibration_error")}</th></tr></thead>
        {(["sex", "age"] as const).map((by) => (
          <tbody key={by}>
            <tr className={css.side}><th scope="rowgroup" colSpan={8}>{t(`by.${by}`)}{quality.gaps[by] !== null && <small> {t("gap", { n: (100 * quality.gaps[by]!).toFixed(1) })}</small>}</th></tr>
            {quality.groups.filter((g) => g.by === by).map((g) => (
              <tr key={g.group}>
                <th scope="row">{name(g.group)}</th><td>{g.customers.toLocaleString("zh-CN")}</td>
                {g.small ? <td colSpan={6} className={css.small}>{t("small")}</td>
                  : [g.happened, g.said, g.shown, g.found, g.false_alarms, g.calibration_error].map((x, i) => <td key={i}>{percent(x)}</td>)}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <p className={shared.faint}>{t("fairnessText", { from: percent(quality.shown_from, 0) })}</p>
    </div>
  );
}
