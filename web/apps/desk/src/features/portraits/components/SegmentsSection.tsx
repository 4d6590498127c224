import type { LayerInForce } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button, Progress } from "antd";
import { useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { useFacts, useLayers } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import { inWords } from "../rules/marking.ts";
import { LayerDrawer } from "./LayerDrawer.tsx";
import { useName } from "./names.ts";
import css from "./Portraits.module.css";

export function SegmentsSection() {
  const t = useT(messages);
  const query = useLayers();
  const [open, setOpen] = useState<LayerInForce | null>(null);
  if (query.isPending) return <LoadingRows rows={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { layers, portraits, fresh, waiting } = query.data;
  return (
    <div className={css.scroll}>
      {portraits === 0 ? <p className={css.faint}>{t("noPortraits")}</p> : (
        <div className={css.status} data-testid="portraits-status" aria-live="polite">
          {fresh < portraits ? <><span>{t("computing", { fresh, total: portraits })}</span><Progress percent={Math.floor((100 * fresh) / portraits)} size="small" className={css.progress!} /></>
            : <span>{t("computed", { n: portraits })}</span>}
          {waiting > 0 && <span>{t("waiting", { n: waiting })}</span>}
        </div>
      )}
      <div className={css.layers}>
        {layers.map((layer) => <LayerCard key={layer.key} layer={layer} total={portraits} onEdit={() => setOpen(layer)} />)}
      </div>
      {open && <LayerDrawer key={open.key} layer={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function LayerCard({ layer, total, onEdit }: { layer: LayerInForce; total: number; onEdit: () => void }) {
  const t = useT(messages);
  const can = useCan();
  const name = useName();
  const { data: facts = [] } = useFacts();
  const most = Math.max(1, layer.elsewhere, ...layer.segments.map((s) => s.customers));
  return (
    <article className={css.card} data-testid={`layer-${layer.key}`}>
      <header className={css.head}>
        <h2>{t(`layer.${layer.key}`)}</h2>
        <small className={css.faint}>{layer.version ? t("version", { n: layer.version }) : t("nothingInForce")}</small>
        <span className={css.grow} />
        <Button size="small" onClick={onEdit} data-testid={`edit-${layer.key}`}>{can("portraits.edit") ? t("editLayer") : t("ruleText")}</Button>
      </header>
      <p className={css.faint}>{t(`layerText.${layer.key}`)}</p>
      {layer.draft && <p className={css.draft}>{t("hasDraft", { n: layer.draft.number })}</p>}
      {layer.segments.length === 0 ? <EmptyState title={t("noLayer")} /> : (
        <ol className={css.bars}>
          {layer.segments.map((s) => <Bar key={s.key} label={name(s)} title={inWords(s.rule, facts)} n={s.customers} share={s.customers / most} of={total} />)}
          {layer.elsewhere > 0 && <Bar label={t("elsewhere")} title="" n={layer.elsewhere} share={layer.elsewhere / most} of={total} muted />}
        </ol>
      )}
    </article>
  );
}

function Bar(props: { label: string; title: string; n: number; share: number; of: number; muted?: boolean }) {
  const t = useT(messages);
  const percent = props.of ? Math.round((1000 * props.n) / props.of) / 10 : 0;
  return (
    <li className={css.bar} title={props.title}>
      <span className={css.barLabel}>{props.label}</span>
      <span className={css.track} aria-hidden="true"><i className={props.muted ? css.mutedFill : css.fill} style={{ width: `${100 * props.share}%` }} /></span>
      <span className={css.barCount}>{t("people", { n: props.n.toLocaleString("zh-CN") })} <small>{percent}%</small></span>
    </li>
  );
}
