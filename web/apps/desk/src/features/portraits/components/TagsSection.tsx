import { PlusOutlined } from "@ant-design/icons";
import type { CustomerTag } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button, Table, Tag, type TableColumnsType } from "antd";
import { useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { useFacts, useTags } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import { inWords } from "../rules/marking.ts";
import { useName } from "./names.ts";
import css from "./Portraits.module.css";
import { NewTag } from "./NewTag.tsx";
import { TagDrawer } from "./TagDrawer.tsx";

export function TagsSection() {
  const t = useT(messages);
  const can = useCan();
  const name = useName();
  const query = useTags();
  const [open, setOpen] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const shown = query.data?.find((tag) => tag.key === open);
  const columns: TableColumnsType<CustomerTag> = [
    { title: t("tag"), key: "tag", render: (_, tag) => <button type="button" className={css.link} onClick={() => setOpen(tag.key)}><Tag color={tag.color}>{name(tag)}</Tag></button> },
    { title: t("key"), key: "key", render: (_, tag) => <code className={css.code}>{tag.key}</code> },
    { title: t("origin"), key: "origin", render: (_, tag) => t(`origin.${tag.origin}`) },
    { title: t("rule"), key: "rule", render: (_, tag) => <RuleCell tag={tag} /> },
    { title: t("note"), key: "note", render: (_, tag) => tag.note },
    { title: t("customers"), key: "customers", align: "right", render: (_, tag) => tag.customers.toLocaleString("zh-CN") },
  ];
  return (
    <div className={css.scroll}>
      <div className={css.head}>
        <h2>{t("tags")}</h2>
        <span className={css.grow} />
        {can("portraits.edit") && <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)} data-testid="new-tag">{t("newTag")}</Button>}
      </div>
      {query.isPending ? <LoadingRows rows={6} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : <Table<CustomerTag> rowKey="key" size="middle" columns={columns} dataSource={query.data} pagination={false} onRow={(tag) => ({ onClick: () => setOpen(tag.key), className: css.row! })} locale={{ emptyText: <EmptyState title={t("noTags")} text={t("noTagsText")} /> }} />}
      {making && <NewTag onClose={() => setMaking(false)} onMade={(key) => { setMaking(false); setOpen(key); }} />}
      {shown && <TagDrawer key={shown.key} tag={shown} onClose={() => setOpen(null)} />}
    </div>
  );
}

function RuleCell({ tag }: { tag: CustomerTag }) {
  const t = useT(messages);
  const { data: facts = [] } = useFacts();
  if (tag.origin !== "rule") return <span className={css.faint}>—</span>;
  return (
    <span>
      {tag.rule ? <code className={css.code}>{inWords(tag.rule, facts)}</code> : <span className={css.faint}>{t("noRule")}</span>}
      {tag.draft && <Tag className={css.mark!}>{t("draft")}</Tag>}
    </span>
  );
}
