import { isProblem, type LocalSms } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { api } from "@/lib/api.ts";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";

const PHONE = /^1\d{10}$/;

/** The demo's telephones: text messages that went nowhere, newest first. */
export function SmsSection() {
  const t = useT(messages);
  const { locale } = useLocale();
  const [phone, setPhone] = useState("");
  const asked = PHONE.test(phone) ? phone : undefined;
  const query = useQuery({ queryKey: ["local-sms", asked], queryFn: () => api.admin.localSms(asked), staleTime: 0, retry: false });
  const columns: TableColumnsType<LocalSms> = [
    { title: t("smsAt"), key: "at", width: 190, render: (_, m) => dateTimeText(m.at, locale) },
    { title: t("smsPhone"), dataIndex: "phone", width: 150 },
    { title: t("smsText"), key: "text", render: (_, m) => <span data-testid="sms-text">{m.text}</span> },
  ];
  const nowhere = query.isError && isProblem(query.error, "not_found");
  return (
    <>
      <div className={css.head}>
        <h1>{t("sms")}</h1>
        {!nowhere && (
          <>
            <Input.Search style={{ width: 240 }} allowClear value={phone} maxLength={11} onChange={(e) => setPhone(e.target.value.trim())} placeholder={t("smsSearch")} aria-label={t("smsSearch")} onSearch={() => void query.refetch()} />
            <Button onClick={() => void query.refetch()} loading={query.isFetching} data-testid="sms-refresh">{t("smsRefresh")}</Button>
          </>
        )}
      </div>
      {nowhere ? <EmptyState title={t("smsNowhere")} text={t("smsNowhereText")} /> : query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <>
          <Alert type="info" showIcon style={{ marginBottom: 14 }} title={t("smsNote")} />
          <Table<LocalSms> rowKey="id" size="small" columns={columns} dataSource={query.data} pagination={false} locale={{ emptyText: <EmptyState title={t("noSms")} /> }} />
        </>
      )}
    </>
  );
}
