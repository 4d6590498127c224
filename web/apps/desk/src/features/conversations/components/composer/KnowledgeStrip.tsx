import { BulbOutlined, DownOutlined, UpOutlined } from "@ant-design/icons";
import type { KnowledgeHit } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { useCommands } from "@tandem/ui";
import { Button, Popover } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useSuggestions } from "../../hooks/useSuggestions.ts";
import { composerMessages } from "../../messages.composer.ts";
import css from "./Composer.module.css";

const OPEN_KEY = "tandem.desk.suggestions";

/** Answers from the knowledge base to the customer's last question, inserted with a click or Alt+Shift+1…3. */
export function KnowledgeStrip({ question, onInsert }: { question: string | null; onInsert: (text: string) => void }) {
  const t = useT(composerMessages);
  const write = useWriting();
  const [open, setOpen] = useState(localStorage.getItem(OPEN_KEY) !== "no");
  const { data, isFetching } = useSuggestions(open ? question : null);
  const hits = open && question ? (data?.items ?? []).slice(0, 3) : [];
  const toggle = () => {
    localStorage.setItem(OPEN_KEY, open ? "no" : "yes");
    setOpen(!open);
  };
  useCommands(
    hits.map((hit, i) => ({
      id: `knowledge.${i}`, group: t("cmd.group"), title: t("cmd.insert", { n: i + 1 }), keys: `alt+shift+${i + 1}`, run: () => onInsert(hit.answer),
    })),
  );
  if (!question) return null;
  return (
    <div className={css.strip} data-testid="knowledge-suggestions">
      <div className={css.stripHead}>
        <BulbOutlined />
        <span>{t("suggestions")}</span>
        {data && data.degraded.length > 0 && <em title={write.listed(data.degraded)}>{t("degraded")}</em>}
        {open && hits.length === 0 && <em>{isFetching ? t("searching") : t("noSuggestions")}</em>}
        {hits.length > 0 && <em>{t("suggestionKeys")}</em>}
        <Button type="text" size="small" icon={open ? <DownOutlined /> : <UpOutlined />} onClick={toggle}
          aria-label={t(open ? "hideSuggestions" : "showSuggestions")} aria-expanded={open} />
      </div>
      {hits.length > 0 && (
        <div className={css.hits}>
          {hits.map((hit) => <Hit key={hit.entry_id} hit={hit} onInsert={onInsert} />)}
        </div>
      )}
    </div>
  );
}

function Hit({ hit, onInsert }: { hit: KnowledgeHit; onInsert: (text: string) => void }) {
  const t = useT(composerMessages);
  const answer = (
    <div style={{ maxWidth: 380, whiteSpace: "pre-wrap" }}>
      {hit.answer}
      <div><Link to={`/knowledge/entries/${hit.entry_id}`}>{t("openEntry")}</Link></div>
    </div>
  );
  return (
    <Popover title={hit.question} content={answer} placement="top" mouseEnterDelay={0.4}>
      <button type="button" className={css.hit} aria-label={`${t("insert")} ${hit.question}`} onClick={() => onInsert(hit.answer)} data-testid="knowledge-insert">
        <b>{hit.question}</b>
        <span>{hit.answer}</span>
        {hit.confidence >= 0.1 && <i>{Math.round(hit.confidence * 100)}%</i>}
      </button>
    </Popover>
  );
}
