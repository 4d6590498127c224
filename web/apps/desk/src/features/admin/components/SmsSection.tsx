import { isProblem, type LocalSms } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Table, type TableColumnsType, Tag } from "antd";
import { useEffect, useState } from "react";
import { api } from "@/lib/api.ts";
import { smsMessages } from "../messages.sms.ts";
import css from "./Admin.module.css";
import { WriteSms } from "./WriteSms.tsx";

const PHONE = /^1\d{10}$/;
// After somebody wrote, the answer is waited for so long; each look is audited, so there is no polling else.
const AWAITED_MS = 20_000;

/** The demo's telephones: text messages in both directions, newest first, and a form to write as one of them. */
export function SmsSection() {
  const t = useT(smsMessages);
  const [phone, setPhone] = useState("");
  const [writing, setWriting] = useState<string | null>(null);
  const [awaiting, setAwaiting] = useState(0);
  const asked = PHONE.test(phone) ? phone : undefined;
  const query = useQuery({ queryKey: ["local-sms", asked], queryFn: () => api.admin.localSms(asked), staleTime: 0, retry: false, refetchInterval: awaiting ? 2_000 : false });
  useEffect(() => {
    if (!awaiting) return;
    const over = setTimeout(() => setAwaiting(0), AWAITED_MS);
    return () => clearTimeout(over);
  }, [awaiting]);
  const close = (sent: boolean) => {
    setWriting(null);
    if (!sent) return;
    setAwaiting((count) => count + 1);
    void query.refetch();
  };
  const nowhere = query.isError && isProblem(query.error, "not_found");
  return (
    <>
      <div className={css.head}>
        <h1>{t("title")}</h1>
        {!nowhere && (
          <>
            <Input.Search style={{ width: 240 }} allowClear value={phone} maxLength={11} onChange={(e) => setPhone(e.target.value.trim())} placeholder={t("search")} aria-label={t("search")} onSearch={() => void query.refetch()} />
            <Button onClick={() => void query.refetch()} loading={query.isFetching && !awaiting} data-testid="sms-refresh">{t("refresh")}</Button>
            <Button type="primary" onClick={() => setWriting("")} data-testid="sms-write">{t("write")}</Button>
          </>
        )}
      </div>
      {nowhere ? <EmptyState title={t("nowhere")} text={t("nowhereText")} /> : query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <Messages found={query.data} onAnswer={setWriting} />
      )}
      {writing !== null && <WriteSms phone={writing} onClose={close} />}
    </>
  );
}

function Messages({ found, onAnswer }: { found: LocalSms[]; onAnswer: (phone: string) => void }) {
  const t = useT(smsMessages);
  const { locale } = useLocale();
  const columns: TableColumnsType<LocalSms> = [
    { title: t("at"), key: "at", width: 180, render: (_, m) => dateTimeText(m.at, locale) },
    { title: t("phone"), dataIndex: "phone", width: 130 },
    { title: t("way"), key: "way", width: 110, render: (_, m) => <Tag color={m.direction === "in" ? "blue" : "green"}>{t(m.direction)}</Tag> },
    { title: t("text"), key: "text", render: (_, m) => <span data-testid="sms-text" data-direction={m.direction} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{m.text}</span> },
    { title: t("size"), key: "size", width: 130, render: (_, m) => <span className={css.faint}>{t("segments", { n: m.segments, encoding: m.encoding === "gsm7" ? "GSM-7" : "UCS-2" })}</span> },
    { key: "answer", width: 80, render: (_, m) => m.direction === "out" && <Button size="small" data-testid="sms-answer" onClick={() => onAnswer(m.phone)}>{t("answer")}</Button> },
  ];
  return (
    <>
      <Alert type="info" showIcon style={{ marginBottom: 14 }} title={t("note")} />
      <Table<LocalSms> rowKey="id" size="small" columns={columns} dataSource={found} pagination={false} locale={{ emptyText: <EmptyState title={t("none")} text={t("noneText")} /> }} />
    </>
  );
}
