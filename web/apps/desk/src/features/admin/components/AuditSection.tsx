import type { AuditItem } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, Table, Typography, type TableColumnsType } from "antd";
import { useState } from "react";
import { api } from "@/lib/api.ts";
import { common } from "@/lib/common.ts";
import { nameOf } from "@/lib/names.ts";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";

interface Filter {
  actor?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
}

const subjectOf = (s: AuditItem["subject"]) => (typeof s === "string" ? s : s ? `${s.kind}:${s.id}` : "");

export function AuditSection() {
  const t = useT(messages);
  const c = useT(common);
  const { locale } = useLocale();
  const [filter, setFilter] = useState<Filter>({});
  const query = useInfiniteQuery({
    queryKey: ["audit", filter], queryFn: ({ pageParam }) => api.admin.audit(filter, pageParam), initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next, staleTime: 0,
  });
  const field = (key: keyof Filter, hint: string) => (
    <Input.Search allowClear placeholder={hint} onSearch={(v) => setFilter((old) => ({ ...old, [key]: v.trim() || undefined }))} />
  );
  const columns: TableColumnsType<AuditItem> = [
    { title: t("seq"), dataIndex: "seq", width: 80 },
    { title: t("at"), key: "at", width: 160, render: (_, a) => dateTimeText(a.at, locale) },
    { title: t("actor"), key: "actor", width: 150, render: (_, a) => nameOf(a.actor) },
    { title: t("action"), dataIndex: "action", width: 210 },
    { title: t("subject"), key: "subject", ellipsis: true, render: (_, a) => subjectOf(a.subject) },
    { title: t("hash"), key: "hash", width: 130, render: (_, a) => <Typography.Text className={css.hash} copyable={{ text: a.hash }}>{a.hash.slice(0, 10)}</Typography.Text> },
  ];
  return (
    <>
      <div className={css.head}><h1>{t("audit")}</h1><Button onClick={() => void query.refetch()} loading={query.isRefetching}>{c("refresh")}</Button></div>
      <p className={css.faint}>{t("auditNote")}</p>
      <div className={css.filters}>{field("action", t("filterAction"))}{field("subject", t("filterSubject"))}{field("actor", t("filterActor"))}</div>
      {query.isPending ? <LoadingRows rows={8} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <Table<AuditItem> rowKey="seq" size="small" columns={columns} dataSource={query.data.pages.flatMap((p) => p.items)} pagination={false}
          expandable={{ expandedRowRender: (a) => <pre className={css.json}>{JSON.stringify(a.data, null, 2)}{"\n"}{a.hash}</pre> }}
          locale={{ emptyText: <EmptyState title={t("noAudit")} /> }} />
      )}
      {query.hasNextPage && <Button block type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{c("loadMore")}</Button>}
    </>
  );
}
