import { isProblem, type EntryDetail, type EntryVersion } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Button, Tabs } from "antd";
import { useRef, useState } from "react";
import { nameOf } from "@/lib/names.ts";
import { useEntry, useEntryStep } from "../api/entries.ts";
import { useQuestions } from "@/lib/entries/index.ts";
import { useCategoryTitle } from "../hooks/useCategoryTitle.ts";
import { useSpan } from "../hooks/useSpan.ts";
import { messages } from "../messages.ts";
import { EntryActions } from "./EntryActions.tsx";
import { EntryForm, type Initial } from "./EntryForm.tsx";
import css from "./Knowledge.module.css";
import { StateTag } from "./StateTag.tsx";
import { Versions } from "./Versions.tsx";

export function EntryPane({ id }: { id: string }) {
  const query = useEntry(id);
  if (query.isPending) return <LoadingRows rows={5} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Loaded entry={query.data} onReload={() => query.refetch().then((r) => r.data)} />;
}

function Loaded({ entry, onReload }: { entry: EntryDetail; onReload: () => Promise<EntryDetail | undefined> }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const [editing, setEditing] = useState<Initial | null>(null);
  const [tab, setTab] = useState("content");
  const facts = [
    entry.key, useCategoryTitle()(entry.category), t("version", { n: entry.version }), `${t("author")} ${nameOf(entry.author)}`,
    entry.reviewer && `${t("reviewer")} ${nameOf(entry.reviewer)}`, t("updated", { time: dateTimeText(entry.updated_at, locale) }),
    entry.hits_30d != null && t("hits", { n: entry.hits_30d }),
  ].filter(Boolean);
  return (
    <section className={css.pane} data-testid="entry">
      <header className={css.paneHead}>
        <div>
          <h2><StateTag state={entry.state} /> {entry.question}</h2>
          <p>{facts.join(" · ")}</p>
        </div>
        {!editing && <EntryActions entry={entry} onEdit={() => setEditing(entry)} />}
      </header>
      {editing ? <Edit entry={entry} initial={editing} onDone={() => setEditing(null)} onReload={onReload} /> : (
        <Tabs
          activeKey={tab} onChange={setTab}
          items={[
            { key: "content", label: t("content"), children: <Content entry={entry} /> },
            { key: "versions", label: `${t("versions")} (${entry.versions.length})`, children: <Versions entry={entry} onTakeUp={(v) => setEditing(ofVersion(entry, v))} /> },
          ]}
        />
      )}
    </section>
  );
}

/** An old version as a draft would begin with it. */
function ofVersion(entry: EntryDetail, v: EntryVersion): Initial {
  return { ...v, effective_from: v.effective_from ?? null, effective_to: v.effective_to ?? null, key: entry.key, category: { id: v.category_id } };
}

function Edit({ entry, initial, onDone, onReload }: { entry: EntryDetail; initial: Initial; onDone: () => void; onReload: () => Promise<EntryDetail | undefined> }) {
  const t = useT(messages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const step = useEntryStep(entry);
  // The version this edit builds on. It only moves when the editor has asked to see the latest.
  const [base, setBase] = useState(entry.version);
  const startedFrom = useRef(entry.version);
  const conflict = isProblem(step.error, "version_conflict");
  const seeLatest = async () => {
    const latest = await onReload();
    if (!latest) return;
    setBase(latest.version);
    step.reset();
  };
  const saved = () => {
    void message.success(t("savedDraft"));
    onDone();
  };
  return (
    <>
      {step.isError && (
        <Alert
          type={conflict ? "warning" : "error"} showIcon title={conflict ? t("versionConflict") : errorText(step.error)} className={css.alert}
          action={conflict && <Button size="small" onClick={() => void seeLatest()}>{t("reload")}</Button>}
        />
      )}
      {base !== startedFrom.current && <Content entry={entry} />}
      <EntryForm
        initial={initial} busy={step.isPending} onCancel={onDone}
        onSave={(content) => step.mutate({ do: "save", content, base_version: base }, { onSuccess: saved })}
      />
    </>
  );
}

function Content({ entry }: { entry: EntryDetail }) {
  const t = useT(messages);
  const span = useSpan();
  const questions = useQuestions(entry.related);
  return (
    <div className={css.content}>
      <h3>{t("answer")}</h3>
      <p className={css.answer}>{entry.answer}</p>
      <h3>{t("phrasings")} ({entry.phrasings.length})</h3>
      <ul className={css.phrasings}>{entry.phrasings.map((p) => <li key={p}>{p}</li>)}</ul>
      <h3>{t("effective")}</h3>
      <p>{span(entry)}</p>
      {entry.related.length > 0 && (
        <>
          <h3>{t("related")}</h3>
          <ul className={css.phrasings}>{entry.related.map((key) => <li key={key}>{questions[key] ?? key}</li>)}</ul>
        </>
      )}
    </div>
  );
}
