import { useT } from "@tandem/i18n/react";
import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useDeferredValue, useState, type KeyboardEvent } from "react";
import { api } from "@/lib/api.ts";
import { messages } from "../messages.ts";
import { fromHit, type Choice } from "../rules/answer.ts";
import css from "./SilentSeat.module.css";

/** Any entry of the knowledge base in the draft's place. */
export function Search({ question, onChoose, onClose }: { question: string; onChoose: (choice: Choice) => void; onClose: () => void }) {
  const t = useT(messages);
  const [words, setWords] = useState("");
  const asked = useDeferredValue(words.trim() || question);
  const { data, isFetching } = useQuery({
    queryKey: ["knowledge", "search", asked], queryFn: ({ signal }) => api.knowledge.search(asked, 5, signal), enabled: asked !== "", placeholderData: (old) => old,
  });
  const hits = (data?.items ?? []).map(fromHit);
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing || e.keyCode === 229) return;
    if (e.key === "Escape") onClose();
    else if (e.key === "Enter" && hits[0]) onChoose(hits[0]);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div className={css.search} data-testid="draft-search">
      <Input autoFocus allowClear value={words} placeholder={t("searchHint")} aria-label={t("search")} onChange={(e) => setWords(e.target.value)} onKeyDown={onKeyDown} data-testid="draft-search-field" />
      {hits.length === 0 && <p className={css.faint}>{t(isFetching ? "searching" : "nothing")}</p>}
      {hits.map((hit) => (
        <button key={hit.entry_id} type="button" className={css.choice} onClick={() => onChoose(hit)}>
          <b>{hit.question}</b>
          <span>{hit.answer}</span>
        </button>
      ))}
    </div>
  );
}
