import type { EntryDetail, EntryVersion } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText } from "@tandem/ui";
import { useState } from "react";
import { nameOf } from "@/lib/names.ts";
import { messages } from "../messages.ts";
import { diff, listDiff, type DiffPart } from "../rules/diff.ts";
import css from "./Knowledge.module.css";

/** Every version, and what the chosen one changed against the one before. */
export function Versions({ entry }: { entry: EntryDetail }) {
  const t = useT(messages);
  const { locale } = useLocale();
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
      {after && <Changes before={before} after={after} />}
    </div>
  );
}

function Changes({ before, after }: { before: EntryVersion | undefined; after: EntryVersion }) {
  const t = useT(messages);
  return (
    <div data-testid="version-diff">
      <p className={css.faint}>{before ? t("compare", { version: before.version }) : t("compareNone")}</p>
      <h3>{t("question")}</h3>
      <p><Parts parts={diff(before?.question ?? after.question, after.question)} /></p>
      <h3>{t("answer")}</h3>
      <p className={css.answer}><Parts parts={diff(before?.answer ?? after.answer, after.answer)} /></p>
      <h3>{t("phrasings")}</h3>
      <ul className={css.phrasings}>
        {listDiff(before?.phrasings ?? after.phrasings, after.phrasings).map((p) => <li key={p.type + p.text}><Parts parts={[p]} /></li>)}
      </ul>
    </div>
  );
}

function Parts({ parts }: { parts: DiffPart[] }) {
  return parts.map((p, i) => (p.type === "same" ? <span key={i}>{p.text}</span> : p.type === "added" ? <ins key={i}>{p.text}</ins> : <del key={i}>{p.text}</del>));
}
