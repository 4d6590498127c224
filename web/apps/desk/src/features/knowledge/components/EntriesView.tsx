import { AppstoreOutlined, PlusOutlined, ReadOutlined } from "@ant-design/icons";
import type { Entry } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { common } from "@/lib/common.ts";
import { useCan } from "@/lib/session.tsx";
import { useCategories, useEntries, type EntryFilter } from "../api/entries.ts";
import { useCategoryTitle } from "../hooks/useCategoryTitle.ts";
import { messages } from "../messages.ts";
import { CategoriesDialog } from "./CategoriesDialog.tsx";
import { EntryPane } from "./EntryPane.tsx";
import css from "./Knowledge.module.css";
import { NewEntry } from "./NewEntry.tsx";
import { StateTag } from "./StateTag.tsx";

const STATES = ["draft", "in_review", "published", "retired"] as const;

/** The list beside the open entry; in the review inbox only what waits for review. */
export function EntriesView({ section }: { section: "entries" | "review" }) {
  const t = useT(messages);
  const can = useCan();
  const navigate = useNavigate();
  const { id } = useParams();
  const [filter, setFilter] = useState<EntryFilter>(section === "review" ? { state: "in_review" } : {});
  const [categories, setCategories] = useState(false);
  const open = (entryId: string) => void navigate(`/knowledge/${section}/${entryId}`);
  return (
    <div className={css.columns}>
      <section className={css.list}>
        <div className={css.tools}>
          {section === "entries" && <Filters filter={filter} onChange={setFilter} />}
          {section === "entries" && can("knowledge.edit") && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => open("new")} data-testid="entry-new">{t("create")}</Button>
          )}
          {section === "entries" && can("knowledge.publish") && <Button icon={<AppstoreOutlined />} onClick={() => setCategories(true)} data-testid="categories">{t("categories")}</Button>}
          <CategoriesDialog open={categories} onClose={() => setCategories(false)} />
        </div>
        <EntryList filter={filter} openId={id} onOpen={open} inbox={section === "review"} />
      </section>
      {id === "new" ? <NewEntry onCreated={open} /> : id ? <EntryPane key={id} id={id} /> : (
        <EmptyState icon={<ReadOutlined />} title={t("choose")} />
      )}
    </div>
  );
}

function Filters({ filter, onChange }: { filter: EntryFilter; onChange: (f: EntryFilter) => void }) {
  const t = useT(messages);
  const title = useCategoryTitle();
  const { data: categories = [] } = useCategories();
  return (
    <>
      <Input.Search allowClear placeholder={t("searchHint")} onSearch={(q) => onChange({ ...filter, q: q.trim() || undefined })} data-testid="entry-search" />
      <div className={css.selects}>
        <Select
          allowClear placeholder={t("category")} aria-label={t("category")} value={filter.category ?? null}
          onChange={(c: string | null) => onChange({ ...filter, category: c ?? undefined })} options={categories.map((c) => ({ value: c.key, label: title(c) }))}
        />
        <Select
          allowClear placeholder={t("state")} aria-label={t("state")} value={filter.state ?? null}
          onChange={(s: string | null) => onChange({ ...filter, state: s ?? undefined })} options={STATES.map((s) => ({ value: s, label: t(`state.${s}`) }))}
        />
      </div>
    </>
  );
}

interface ListProps {
  filter: EntryFilter;
  openId: string | undefined;
  inbox: boolean;
  onOpen: (id: string) => void;
}

function EntryList({ filter, openId, inbox, onOpen }: ListProps) {
  const t = useT(messages);
  const c = useT(common);
  const query = useEntries(filter);
  if (query.isPending) return <LoadingRows rows={7} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const entries = query.data.pages.flatMap((p) => p.items);
  if (entries.length === 0) {
    if (inbox) return <EmptyState title={t("reviewEmpty")} text={t("reviewEmptyText")} />;
    return <EmptyState icon={<ReadOutlined />} title={t(filter.q || filter.category || filter.state ? "emptyFiltered" : "empty")} />;
  }
  return (
    <ul className={css.entries} data-testid="entry-list">
      {entries.map((e) => <Item key={e.id} entry={e} open={e.id === openId} onOpen={onOpen} />)}
      {query.hasNextPage && <li><Button block type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{c("loadMore")}</Button></li>}
    </ul>
  );
}

function Item({ entry, open, onOpen }: { entry: Entry; open: boolean; onOpen: (id: string) => void }) {
  const t = useT(messages);
  return (
    <li>
      <button type="button" className={open ? css.openEntry : undefined} aria-current={open || undefined} onClick={() => onOpen(entry.id)} data-testid="entry-row">
        <b>{entry.question}</b>
        <span>{entry.answer}</span>
        <small>
          <StateTag state={entry.state} /> {useCategoryTitle()(entry.category)} · {t("version", { n: entry.version })}
          {entry.hits_30d != null && <em>{t("hits", { n: entry.hits_30d })}</em>}
        </small>
      </button>
    </li>
  );
}
