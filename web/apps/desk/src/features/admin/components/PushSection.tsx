import { isProblem, type LocalPush } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Table, Tag, type TableColumnsType } from "antd";
import { api } from "@/lib/api.ts";
import { pushMessages } from "../messages.push.ts";
import css from "./Admin.module.css";
import { PushGateway } from "./PushGateway.tsx";

/** The demo's handsets: notifications that went nowhere, newest first. */
export function PushSection() {
  const t = useT(pushMessages);
  const { locale } = useLocale();
  const query = useQuery({ queryKey: ["local-push"], queryFn: () => api.admin.localPush(), staleTime: 0, retry: false });
  const columns: TableColumnsType<LocalPush> = [
    { title: t("at"), key: "at", width: 190, render: (_, m) => dateTimeText(m.at, locale) },
    { title: t("site"), dataIndex: "site", width: 140 },
    { title: t("handset"), key: "handset", width: 170, render: (_, m) => `${t(`platform.${m.platform}`)} · ${m.handset}` },
    { title: t("words"), key: "words", render: (_, m) => <span data-testid="push-words"><strong>{m.title}</strong> {m.body}</span> },
    { title: t("state"), key: "state", width: 110, render: (_, m) => <Tag color={m.shown ? "green" : "default"}>{t(m.shown ? "shown" : "replaced")}</Tag> },
  ];
  const nowhere = query.isError && isProblem(query.error, "not_found");
  return (
    <>
      <div className={css.head}>
        <h1>{t("title")}</h1>
        {!nowhere && <Button onClick={() => void query.refetch()} loading={query.isFetching} data-testid="push-refresh">{t("refresh")}</Button>}
      </div>
      {nowhere ? <PushGateway /> : query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <>
          <Alert type="info" showIcon style={{ marginBottom: 14 }} title={t("note")} />
          <Table<LocalPush> rowKey="id" size="small" columns={columns} dataSource={query.data} pagination={false} locale={{ emptyText: <EmptyState title={t("none")} /> }} />
        </>
      )}
    </>
  );
}
