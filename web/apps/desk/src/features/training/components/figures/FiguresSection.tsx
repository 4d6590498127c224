import { BarChartOutlined, InfoCircleOutlined } from "@ant-design/icons";
import type { TrainerFigures, WeekFigures } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Segmented, Tooltip } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTrainerFigures } from "../../api/measures.ts";
import { measureMessages } from "../../messages.measures.ts";
import { percent, points, rates, type Rates } from "../../rules/figures.ts";
import shared from "../Training.module.css";
import css from "./Figures.module.css";

const WeeksCharts = lazy(() => import("../charts/WeeksCharts.tsx"));
const SPANS = [8, 13, 26];

/** Whether the bot gets better: who answered, what was resolved, and how good its drafts are, week by week. */
export function FiguresSection() {
  const t = useT(measureMessages);
  const [weeks, setWeeks] = useState(SPANS[0]!);
  const query = useTrainerFigures(weeks);
  return (
    <div className={shared.scroll}>
      <header className={shared.head}>
        <h2>{t("trend")}</h2>
        <span className={shared.grow} />
        <Segmented value={weeks} onChange={setWeeks} options={SPANS.map((n) => ({ value: n, label: t("weeks", { n }) }))} aria-label={t("trend")} />
      </header>
      {query.isPending && <LoadingRows rows={6} />}
      {query.isError && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Loaded figures={query.data} />}
    </div>
  );
}

function useWeekName(): (week: string | null) => string {
  const { locale } = useLocale();
  return (week) => new Intl.DateTimeFormat(locale, { month: "numeric", day: "numeric" }).format(new Date(`${week ?? ""}T00:00:00`));
}

function Loaded({ figures: { weeks, totals } }: { figures: TrainerFigures }) {
  const t = useT(measureMessages);
  const name = useWeekName();
  if (totals.turns === 0) return <EmptyState icon={<BarChartOutlined />} title={t("noFigures")} text={t("noFiguresText")} />;
  const names = weeks.map((w) => name(w.week));
  return (
    <div data-testid="figures">
      <Tiles weeks={weeks} totals={totals} />
      <section className={`${shared.card} ${css.charts}`}>
        <Suspense fallback={<LoadingRows rows={6} />}><WeeksCharts weeks={weeks} names={names} /></Suspense>
      </section>
      <section className={shared.card}><h2>{t("table")}</h2><Weeks weeks={weeks} totals={totals} names={names} /></section>
    </div>
  );
}

const TILES: { key: keyof Rates; why?: "resolvedWhy" | "containedWhy" | "coverageWhy" }[] = [{ key: "resolved", why: "resolvedWhy" }, { key: "contained", why: "containedWhy" }, { key: "auto" }, { key: "unedited" }, { key: "coverage", why: "coverageWhy" }];

/** All weeks together, and how the last full week moved. */
function Tiles({ weeks, totals }: Pick<TrainerFigures, "weeks" | "totals">) {
  const t = useT(measureMessages);
  const all = rates(totals);
  const [last, before] = weeks.slice(0, -1).filter((w) => w.turns > 0).slice(-2).reverse().map(rates);
  return (
    <dl className={shared.tiles}>
      <div className={shared.tile}><dt>{t("turns")}</dt><dd>{totals.turns}</dd><small>{t("draftsCount", { n: totals.drafts })}</small></div>
      {TILES.map(({ key, why }) => {
        const moved = points(last?.[key], before?.[key]);
        return (
          <div key={key} className={shared.tile} data-testid={`figure-${key}`}>
            <dt>{t(key)} {why && <Tooltip title={t(why)}><InfoCircleOutlined tabIndex={0} aria-label={t(why)} /></Tooltip>}</dt>
            <dd>{percent(all[key])}</dd>
            <small className={moved.startsWith("+") ? shared.up : moved ? shared.down : undefined}>{moved ? `${moved} ${t("vsLast")}` : "\u00a0"}</small>
          </div>
        );
      })}
    </dl>
  );
}

function Weeks({ weeks, totals, names }: Pick<TrainerFigures, "weeks" | "totals"> & { names: string[] }) {
  const t = useT(measureMessages);
  const row = (key: string, label: string, w: WeekFigures, strong = false) => {
    const r = rates(w);
    const cells = [w.turns, percent(r.auto), percent(r.draft), percent(r.agent), percent(r.contained), percent(r.resolved), w.drafts, percent(r.unedited), percent(r.coverage)];
    return <tr key={key} className={strong ? css.total : undefined}><th scope="row">{label}</th>{cells.map((c, i) => <td key={i}>{c}</td>)}</tr>;
  };
  const heads = [t("turns"), t("auto"), t("draft"), t("agent"), t("contained"), t("resolved"), t("draftsCount", { n: "" }).trim(), t("unedited"), t("coverage")];
  return (
    <table className={css.weeks}>
      <thead><tr><th scope="col">{t("week")}</th>{heads.map((h) => <th key={h} scope="col">{h}</th>)}</tr></thead>
      <tbody>
        {weeks.map((w, i) => row(w.week ?? "", w.final ? names[i]! : `${names[i]!} ${t("partial")}`, w)).reverse()}
        {row("all", t("total"), totals, true)}
      </tbody>
    </table>
  );
}
