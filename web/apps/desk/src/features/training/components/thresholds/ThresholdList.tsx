import type { IntentThreshold, ThresholdSet } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Input } from "antd";
import { useState } from "react";
import { measureMessages } from "../../messages.measures.ts";
import { byOutcomes } from "../../rules/thresholds.ts";
import css from "./Thresholds.module.css";

interface Props {
  set: ThresholdSet;
  open: string | null;
  onOpen: (intent: string | null) => void;
}

export function ThresholdList({ set, open, onOpen }: Props) {
  const t = useT(measureMessages);
  const [typed, setTyped] = useState("");
  const found = byOutcomes(set.items).filter((i) => (i.name ?? "").toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <aside className={css.list} aria-label={t("chooseIntent")}>
      <div className={css.find}><Input allowClear value={typed} placeholder={t("filterIntent")} aria-label={t("filterIntent")} onChange={(e) => setTyped(e.target.value)} /></div>
      <ul data-testid="threshold-list">
        {typed.trim() === "" && <Row one={set.global} name={t("global")} open={open === null} onOpen={() => onOpen(null)} />}
        {found.map((i) => <Row key={i.intent} one={i} name={i.name ?? i.intent ?? ""} open={i.intent === open} onOpen={() => onOpen(i.intent)} />)}
      </ul>
    </aside>
  );
}

function Row({ one, name, open, onOpen }: { one: IntentThreshold; name: string; open: boolean; onOpen: () => void }) {
  const t = useT(measureMessages);
  return (
    <li>
      <button type="button" aria-current={open || undefined} onClick={onOpen} data-testid="threshold-row">
        <b>{name}</b>
        <small>
          {t("auto")} ≥ {one.tau_auto.toFixed(2)} · {t("outcomes", { n: one.outcomes })}
          <em data-source={one.source}>{t(`source.${one.source}`)}</em>
        </small>
      </button>
    </li>
  );
}
