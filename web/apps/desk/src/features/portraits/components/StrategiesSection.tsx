import type { LayerInForce, Strategies, StrategyContent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Button, Collapse, Input } from "antd";
import { useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { useLayers, usePortraitChange, useStrategies } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import { Matrix } from "./Matrix.tsx";
import css from "./Portraits.module.css";
import { Rehearsed } from "./Rehearsed.tsx";
import { Versions } from "./Versions.tsx";

const NOTHING: StrategyContent = { layers: ["stage", "need", "value"], cells: [] };

export function StrategiesSection() {
  const strategies = useStrategies();
  const layers = useLayers();
  if (strategies.isPending || layers.isPending) return <LoadingRows rows={8} />;
  const error = strategies.error ?? layers.error;
  if (error || !strategies.data || !layers.data) return <ErrorState error={error} onRetry={() => void strategies.refetch()} />;
  return <Edit key={strategies.data.newest?.number ?? 0} strategies={strategies.data} layers={layers.data.layers} />;
}

/** The newest version is what is edited; what is kept is tried on the past before it is put in force. */
function Edit({ strategies, layers }: { strategies: Strategies; layers: LayerInForce[] }) {
  const t = useT(messages);
  const can = useCan();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const change = usePortraitChange();
  const saved = strategies.newest?.content ?? NOTHING;
  const [content, setContent] = useState(saved);
  const [note, setNote] = useState("");
  const { newest, in_force } = strategies;
  const changed = content !== saved;
  const save = () => change.mutate({ do: "strategies", content, note }, { onSuccess: () => void message.success(t("savedDraft")) });
  const publish = (number: number) => change.mutate({ do: "publishStrategies", number }, { onSuccess: () => void message.success(t("inForceN", { n: number })) });
  const draft = newest && newest.number !== in_force?.number;
  return (
    <div className={css.scroll}>
      <div className={css.head}>
        <h2>{t("matrix")}</h2>
        <small className={css.faint} data-testid="strategies-state">{in_force ? t("inForceN", { n: in_force.number }) : t("nothingInForce")}{draft && ` · ${t("hasDraft", { n: newest.number })}`}</small>
        <span className={css.grow} />
        {changed ? (
          <>
            <Input className={css.note!} value={note} onChange={(e) => setNote(e.target.value)} placeholder={t("changeNote")} aria-label={t("changeNote")} maxLength={500} />
            <Button onClick={() => setContent(saved)}>{t("discard")}</Button>
            <Button type="primary" onClick={save} loading={change.isPending} data-testid="save-strategies">{t("saveDraft")}</Button>
          </>
        ) : draft && can("portraits.publish") && <Button type="primary" onClick={() => publish(newest.number)} loading={change.isPending} data-testid="publish-strategies">{t("publish")}</Button>}
      </div>
      <p className={css.faint}>{t("matrixHint")} {t("mandated")}</p>
      {change.isError && <Alert type="error" title={errorText(change.error)} />}
      <Matrix content={content} layers={layers} intents={strategies.intents} onChange={can("portraits.edit") ? setContent : null} />
      {newest && <Rehearsed number={newest.number} blocked={changed} layers={layers} />}
      <Collapse ghost items={[{
        key: "versions", label: t("versionsTitle"),
        children: <Versions query={asHistory(strategies)} busy={change.isPending} onPublish={publish} show={(v: StrategyContent) => <small className={css.faint}>{v.cells.length}</small>} />,
      }]} />
    </div>
  );
}

/** The page has the history already: shown as if it had just been asked for. */
function asHistory(s: Strategies): Parameters<typeof Versions<StrategyContent>>[0]["query"] {
  const data = { in_force: s.in_force?.number ?? null, versions: s.versions, publications: s.publications };
  return { isPending: false, isError: false, data, refetch: () => {} } as unknown as Parameters<typeof Versions<StrategyContent>>[0]["query"];
}
