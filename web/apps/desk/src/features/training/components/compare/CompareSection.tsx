import { DiffOutlined, InfoCircleOutlined, SwapOutlined } from "@ant-design/icons";
import type { ModelVersion, VersionComparison } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Alert, Button, Select, Tooltip } from "antd";
import { useNavigate, useSearchParams } from "react-router";
import { useComparison } from "../../api/measures.ts";
import { useVersions } from "../../api/versions.ts";
import { measureMessages } from "../../messages.measures.ts";
import { messages } from "../../messages.ts";
import { pText, tally, verdict } from "../../rules/comparing.ts";
import { percent, points } from "../../rules/figures.ts";
import { missingNames, pair as usual } from "../../rules/versions.ts";
import shared from "../Training.module.css";
import { Changed } from "./Changed.tsx";
import css from "./Compare.module.css";
import { Confusion } from "./Confusion.tsx";
import { PerIntent } from "./PerIntent.tsx";

/** Two versions on the one test set: figures, what changed, intent by intent, and what is taken for what. */
export function CompareSection() {
  const versions = useVersions();
  if (versions.isPending) return <LoadingRows rows={8} />;
  if (versions.isError && !versions.data) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />;
  return <Chosen versions={versions.data!.items} />;
}

function Chosen({ versions }: { versions: ModelVersion[] }) {
  const t = useT(measureMessages);
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const ready = versions.filter((v) => v.state === "ready");
  const asked = (name: string) => ready.find((v) => v.number === Number(params.get(name)))?.number;
  const by = usual(ready);
  const [a, b] = [asked("a") ?? by?.a, asked("b") ?? by?.b];
  const pair = a !== undefined && b !== undefined ? { a, b } : null;
  const query = useComparison(pair);
  if (!pair) return <EmptyState icon={<DiffOutlined />} title={t("needTwoTitle")} text={t("needTwoText")} action={<Button type="primary" onClick={() => void navigate("/training/versions")}>{t("toVersions")}</Button>} />;
  const choose = (next: { a: number; b: number }) => setParams({ a: String(next.a), b: String(next.b) }, { replace: true });
  return (
    <div className={shared.scroll}>
      <header className={shared.head}>
        <Version label={t("base")} versions={ready} value={pair.a} onChange={(x) => choose({ ...pair, a: x })} id="a" />
        <Button icon={<SwapOutlined />} onClick={() => choose({ a: pair.b, b: pair.a })} aria-label={t("swap")} title={t("swap")} />
        <Version label={t("challenger")} versions={ready} value={pair.b} onChange={(x) => choose({ ...pair, b: x })} id="b" />
        <span className={shared.grow} />
        {query.data && <span className={shared.faint}>{t("testSet", { n: query.data.test_set.size })} · {t("testHash", { hash: query.data.test_set.hash.slice(0, 12) })}</span>}
      </header>
      {query.isPending && <LoadingRows rows={8} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && !query.isError && <Result c={query.data} pair={pair} />}
    </div>
  );
}

interface VersionProps {
  label: string;
  versions: ModelVersion[];
  value: number;
  id: string;
  onChange: (n: number) => void;
}

function Version({ label, versions, value, onChange, id }: VersionProps) {
  const t = useT(measureMessages);
  const name = (v: ModelVersion) => `${t("versionOption", { n: v.number })}${v.publication ? ` · ${v.publication.arm === "base" ? t("optionLive") : t("optionTrial", { percent: percent(v.publication.share, 0) })}` : ""}${v.note ? ` · ${v.note}` : ""}`;
  return <label className={css.pick}>{label}<Select value={value} onChange={onChange} options={versions.map((v) => ({ value: v.number, label: name(v) }))} popupMatchSelectWidth={false} className={css.select!} data-testid={`compare-${id}`} /></label>;
}

function Result({ c, pair }: { c: VersionComparison; pair: { a: number; b: number } }) {
  const t = useT(measureMessages);
  const frame = useT(messages);
  const write = useWriting();
  const changed = tally(c);
  const what = verdict(c);
  return (
    <div data-testid="comparison">
      <section className={`${shared.card} ${css.verdict}`} data-verdict={what}>
        <div>
          <b data-testid="verdict">{t(`verdict.${what}`)}</b>
          <span className={shared.faint}>{t("pValue", { p: pText(c.p_value) })} <Tooltip title={t("verdictWhy")}><InfoCircleOutlined tabIndex={0} aria-label={t("verdictWhy")} /></Tooltip></span>
        </div>
        <p><span className={shared.up}>{t("fixed")} {changed.fixed}</span> · <span className={shared.down}>{t("broken")} {changed.broken}</span> · {t("other")} {changed.other}</p>
      </section>
      {[c.a, c.b].filter((v) => v.degraded.length > 0).map((v) => <Alert key={v.version} type="warning" showIcon className={shared.alert!} title={t("judgedWithout", { n: v.version, what: write.listed(missingNames(v.degraded, frame("secondReading"))) })} />)}
      <Quality c={c} pair={pair} />
      <div className={css.halves}>
        <section className={shared.card}><h2>{t("changes")}</h2><Changed c={c} pair={pair} /></section>
        <section className={shared.card}><h2>{t("confusion")}</h2><Confusion c={c} /></section>
      </div>
      <section className={shared.card}><h2>{t("perIntent")}</h2><PerIntent c={c} /></section>
    </div>
  );
}

/** The figures both have, side by side. */
function Quality({ c, pair }: { c: VersionComparison; pair: { a: number; b: number } }) {
  const t = useT(measureMessages);
  const frame = useT(messages);
  const shown = (["accuracy", "macro_f1", "in_scope", "scope_recall"] as const).filter((k) => c.a[k] !== null || c.b[k] !== null);
  return (
    <dl className={shared.tiles}>
      {shown.map((k) => {
        const moved = points(c.b[k], c.a[k]);
        return (
          <div key={k} className={shared.tile} data-testid={`figure-${k}`}>
            <dt>{frame(k)}</dt>
            <dd>{percent(c.b[k])}</dd>
            <small className={moved.startsWith("+") ? shared.up : moved ? shared.down : undefined}>{moved || "±0"}</small>
            <small> {t("versionOption", { n: pair.a })} {percent(c.a[k])}</small>
          </div>
        );
      })}
    </dl>
  );
}
