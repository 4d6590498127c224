import { WarningFilled } from "@ant-design/icons";
import type { Intent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { intentMessages } from "../../messages.intents.ts";
import { messages } from "../../messages.ts";
import { health } from "../../rules/intents.ts";
import css from "./Intents.module.css";

const ROW_PX = 62;

export function IntentList({ intents, openKey }: { intents: Intent[]; openKey: string | null }) {
  const t = useT(intentMessages);
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: intents.length, getScrollElement: () => box.current, estimateSize: () => ROW_PX, overscan: 12, initialRect: { width: 380, height: 800 } });
  const at = intents.findIndex((i) => i.key === openKey);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: "auto" });
  }, [at]); // eslint-disable-line react-hooks/exhaustive-deps -- only when another one is opened
  return (
    <div ref={box} className={css.rows}>
      <ul style={{ height: rows.getTotalSize() }} data-testid="intent-list" aria-label={t("count", { n: intents.length })}>
        {rows.getVirtualItems().map((v) => <Row key={intents[v.index]!.key} intent={intents[v.index]!} top={v.start} open={v.index === at} />)}
      </ul>
    </div>
  );
}

function Row({ intent, top, open }: { intent: Intent; top: number; open: boolean }) {
  const t = useT(intentMessages);
  const frame = useT(messages);
  const state = health(intent);
  return (
    <li style={{ transform: `translateY(${top}px)`, height: ROW_PX }} className={css.intent} data-retired={intent.retired_at !== null || undefined}>
      <Link to={`/training/intents?key=${encodeURIComponent(intent.key)}`} aria-current={open || undefined} data-testid="intent-row">
        <b>{intent.name}</b>
        <small>
          {frame(`target.${intent.target.kind}`)} · {t("examples", { n: intent.examples })}{intent.labelled > 0 && ` · ${t("labelled", { n: intent.labelled })}`}
          {intent.retired_at !== null && <em>{t("retired")}</em>}
          {(state === "empty" || state === "thin") && <em className={css.thin} title={t(`health.${state}`)}><WarningFilled /></em>}
        </small>
      </Link>
    </li>
  );
}
