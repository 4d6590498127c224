import { ExperimentOutlined, InfoCircleOutlined } from "@ant-design/icons";
import type { Experiment, ExperimentArm } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, shortTimeText, useNow } from "@tandem/ui";
import { Button, Progress, Tooltip } from "antd";
import { Link, useNavigate } from "react-router";
import { useCan } from "@/lib/session.tsx";
import { useExperiment } from "../../api/measures.ts";
import { measureMessages } from "../../messages.measures.ts";
import { pText } from "../../rules/comparing.ts";
import { conclusion, span } from "../../rules/experiment.ts";
import { percent, share } from "../../rules/figures.ts";
import shared from "../Training.module.css";
import css from "./Experiment.module.css";

/** Two versions on live conversations, split by share: which resolves more, and whether that is chance. */
export function ExperimentSection() {
  const t = useT(measureMessages);
  const navigate = useNavigate();
  const query = useExperiment();
  if (query.isPending) return <LoadingRows rows={6} />;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data!.arms.length < 2) {
    return <EmptyState icon={<ExperimentOutlined />} title={t("noExperiment")} text={t("noExperimentText")} action={<Button type="primary" onClick={() => void navigate("/training/versions")}>{t("toVersions")}</Button>} />;
  }
  return <Running experiment={query.data!} />;
}

function Running({ experiment: e }: { experiment: Experiment }) {
  const t = useT(measureMessages);
  const { locale } = useLocale();
  const now = useNow();
  const may = useCan()("training.manage");
  const found = conclusion(e);
  const detect = Math.round(e.detect * 1000) / 10;
  const least = Math.min(...e.arms.map((a) => a.conversations));
  const text = found.sure ? t("experiment.sure", { direction: t(found.points >= 0 ? "up" : "down"), points: Math.abs(found.points) }) : t("experiment.notYet");
  return (
    <div className={shared.scroll} data-testid="experiment">
      <section className={`${shared.card} ${css.verdict}`} data-sure={found.sure || undefined}>
        <div>
          <b data-testid="experiment-verdict">{text}</b>
          <span className={shared.faint}>{e.difference && t("differenceIs", { value: signed(e.difference.value), low: signed(e.difference.low), high: signed(e.difference.high) })} {e.p_value !== null && t("pValue", { p: pText(e.p_value) })}</span>
        </div>
        {e.enough ? <span className={shared.up}>{t("enough")}</span> : e.needed !== null && (
          <div className={css.needed}>
            <Progress aria-label={t("needed", { n: e.needed, points: detect })} percent={Math.round((share(least, e.needed) ?? 0) * 100)} size="small" showInfo={false} strokeColor="var(--accent)" />
            <span className={shared.faint}>{t("needed", { n: Math.max(0, e.needed - least), points: detect })}</span>
          </div>
        )}
        {may && <Link to="/training/versions" data-testid="experiment-adjust">{t("adjust")}</Link>}
      </section>
      <section className={shared.card}>
        <table className={css.arms}>
          <thead>
            <tr>
              <th scope="col">{t("arm")}</th><th scope="col">{t("share")}</th><th scope="col">{t("conversations")}</th>
              <th scope="col" className={css.wide}>{t("resolved")} <Tooltip title={t("resolvedWhy")}><InfoCircleOutlined tabIndex={0} aria-label={t("resolvedWhy")} /></Tooltip> <small>{t("interval")}</small></th>
              <th scope="col">{t("helpful")}</th><th scope="col">{t("handedOver")}</th>
            </tr>
          </thead>
          <tbody>{e.arms.map((arm) => <Arm key={arm.version} arm={arm} name={t(arm.arm === "base" ? "base" : "challenger")} all={e.arms} since={e.since ?? arm.since} />)}</tbody>
        </table>
        {e.periods > 1 && e.since !== null && <p className={shared.faint} data-testid="experiment-periods">{t("byPeriods", { time: shortTimeText(e.since, locale, now), n: e.periods - 1 })}</p>}
      </section>
    </div>
  );
}

const signed = (x: number) => `${x < 0 ? "−" : "+"}${Math.abs(Math.round(x * 1000) / 10)}`;

function Arm({ arm, name, all, since }: { arm: ExperimentArm; name: string; all: ExperimentArm[]; since: string }) {
  const t = useT(measureMessages);
  const { locale } = useLocale();
  const now = useNow();
  const { from, to, place } = span(arm, all);
  return (
    <tr data-testid="experiment-arm">
      <th scope="row">{name}<small>{t("versionOption", { n: arm.version })} · {t("since", { time: shortTimeText(since, locale, now) })}</small></th>
      <td>{percent(arm.share, 0)}</td>
      <td>{arm.conversations}</td>
      <td>
        <b>{percent(arm.rate)}</b> <small>{arm.rate !== null && `${percent(arm.low)} – ${percent(arm.high)}`}</small>
        {place !== null && <span className={css.span} aria-hidden="true"><u style={{ left: percent(from), width: percent(to - from) }} /><s style={{ left: percent(place) }} /></span>}
      </td>
      <td>{percent(share(arm.helpful, arm.conversations))}</td>
      <td>{percent(share(arm.handed_over, arm.conversations))}</td>
    </tr>
  );
}
