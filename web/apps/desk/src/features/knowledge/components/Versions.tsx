import type { EntryDetail, EntryVersion } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText } from "@tandem/ui";
import { Button } from "antd";
import { Fragment, useState } from "react";
import { useQuestions } from "@/lib/entries/index.ts";
import { nameOf } from "@/lib/names.ts";
import { useCan } from "@/lib/session.tsx";
import { useCategories } from "../api/entries.ts";
import { useCategoryTitle } from "../hooks/useCategoryTitle.ts";
import { useSpan } from "../hooks/useSpan.ts";
import { messages } from "../messages.ts";
import { diff, listDiff, type DiffPart } from "../rules/diff.ts";
import css from "./Knowledge.module.css";

/** Every version, and what the chosen one changed against the one before. */
export function Versions({ entry, onTakeUp }: { entry: EntryDetail; onTakeUp: (version: EntryVersion) => void }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const can = useCan();
  const list = [...entry.versions].sort((a, b) => b.version - a.version);
  const [chosen, setChosen] = useState(list[0]?.version);
  const at = list.findIndex((v) => v.version === chosen);
  const [after, before] = [list[at], list[at + 1]];
  return (
    <div className={css.versions}>
      <ol>
        {list.map((v) => (
          <li key={v.version}>
            <button type="button" className={v.version === chosen ? css.openEntry : undefined} onClick={() => setChosen(v.version)}>
              <b>{t("version", { n: v.version })} {v.version === entry.published_version && <em>{t("publishedMark")}</em>}</b>
              <span>{nameOf(v.author)} · {dateTimeText(v.created_at, locale)}</span>
              {v.comment && <span>{v.comment}</span>}
            </button>
          </li>
        ))}
      </ol>
      {after && (
        <div>
          {after.version !== entry.version && can("knowledge.edit") && <Button size="small" data-testid="version-take-up" onClick={() => onTakeUp(after)}>{t("takeUp", { n: after.version })}</Button>}
          <Changes before={before} after={after} />
        </div>
      )}
    </div>
  );
}

function Changes({ before, after }: { before: EntryVersion | undefined; after: EntryVersion }) {
  const t = useT(messages);
  const title = useCategoryTitle();
  const span = useSpan();
  const { data: categories = [] } = useCategories();
  const old = before ?? after;
  const questions = useQuestions([...new Set([...old.related, ...after.related])]);
  const category = (id: string) => {
    const found = categories.find((x) => x.id === id);
    return found ? title(found) : id;
  };
  const facts = [
    { label: t("category"), from: category(old.category_id), to: category(after.category_id) },
    { label: t("effective"), from: span(old), to: span(after) },
  ];
  const related = listDiff(old.related, after.related);
  return (
    <div data-testid="version-diff">
      <p className={css.faint}>{before ? t("compare", { version: before.version }) : t("compareNone")}</p>
      {facts.map(({ label, from, to }) => <Fragment key={label}><h3>{label}</h3><p>{from === to ? to : <><del>{from}</del> <ins>{to}</ins></>}</p></Fragment>)}
      <h3>{t("question")}</h3>
      <p><Parts parts={diff(before?.question ?? after.question, after.question)} /></p>
      <h3>{t("answer")}</h3>
      <p className={css.answer}><Parts parts={diff(before?.answer ?? after.answer, after.answer)} /></p>
      <h3>{t("phrasings")}</h3>
      <ul className={css.phrasings}>
        {listDiff(before?.phrasings ?? after.phrasings, after.phrasings).map((p) => <li key={p.type + p.text}><Parts parts={[p]} /></li>)}
      </ul>
      {related.length > 0 && (
        <>
          <h3>{t("related")}</h3>
          <ul className={css.phrasings}>{related.map((p) => <li key={p.type + p.text}><Parts parts={[{ ...p, text: questions[p.text] ?? p.text }]} /></li>)}</ul>
        </>
      )}
    </div>
  );
}

function Parts({ parts }: { parts: DiffPart[] }) {
  return parts.map((p, i) => (p.type === "same" ? <span key={i}>{p.text}</span> : p.type === "added" ? <ins key={i}>{p.text}</ins> : <del key={i}>{p.text}</del>));
}
