import { useT } from "@tandem/i18n/react";
import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useDeferredValue, useEffect, useId, useState, type KeyboardEvent } from "react";
import { api } from "@/lib/api.ts";
import { messages } from "../messages.ts";
import { fromHit, type Choice } from "../rules/answer.ts";
import css from "./SilentSeat.module.css";

/** Any entry of the knowledge base in the draft's place. */
export function Search({ question, onChoose, onClose }: { question: string; onChoose: (choice: Choice) => void; onClose: () => void }) {
  const t = useT(messages);
  const id = useId();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const asked = useDeferredValue(words.trim() || question);
  const { data, isFetching } = useQuery({
    queryKey: ["knowledge", "search", asked], queryFn: ({ signal }) => api.knowledge.search(asked, 5, signal), enabled: asked !== "", placeholderData: (old) => old,
  });
  const hits = (data?.items ?? []).map(fromHit);
  const active = Math.min(at, hits.length - 1);
  useEffect(() => document.getElementById(`${id}-${active}`)?.scrollIntoView?.({ block: "nearest" }), [id, active]);
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing || e.keyCode === 229) return;
    if (e.key === "Escape") onClose();
    else if (e.key === "ArrowDown" && hits.length) setAt((active + 1) % hits.length);
    else if (e.key === "ArrowUp" && hits.length) setAt((active - 1 + hits.length) % hits.length);
    else if (e.key === "Enter" && hits[active]) onChoose(hits[active]);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div className={css.search} data-testid="draft-search">
      <Input autoFocus allowClear value={words} placeholder={t("searchHint")} aria-label={t("search")} onKeyDown={onKeyDown} data-testid="draft-search-field"
        role="combobox" aria-expanded={hits.length > 0} aria-controls={id} aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        onChange={(e) => {
          setWords(e.target.value);
          setAt(0);
        }} />
      {hits.length === 0 && <p className={css.faint}>{t(isFetching ? "searching" : "nothing")}</p>}
      <ul id={id} role="listbox" aria-label={t("search")} className={css.hits}>
        {hits.map((hit, i) => (
          <li key={hit.entry_id} id={`${id}-${i}`} role="option" aria-selected={i === active} className={css.choice} onMouseMove={() => setAt(i)} onClick={() => onChoose(hit)} data-testid="draft-search-hit">
            <b>{hit.question}</b>
            <span>{hit.answer}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
