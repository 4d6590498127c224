import { isProblem, type LocalMail, type LocalMails } from "@tandem/api";
import { useLocale, useT, useWriting } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Table, type TableColumnsType, Tag } from "antd";
import { useState } from "react";
import { api } from "@/lib/api.ts";
import { mailMessages } from "../messages.mail.ts";
import css from "./Admin.module.css";
import { type Draft, WriteMail } from "./WriteMail.tsx";

/** The demo's mailbox from the customer's side: mails in both directions, newest first, and a form to write one. */
export function MailSection() {
  const t = useT(mailMessages);
  const [draft, setDraft] = useState<Draft | null>(null);
  const query = useQuery({ queryKey: ["local-mail"], queryFn: () => api.admin.localMail(), staleTime: 0, retry: false, refetchInterval: 5_000 });
  const nowhere = (query.isError && isProblem(query.error, "not_found")) || query.data?.mailboxes.length === 0;
  const first = query.data?.mailboxes[0];
  return (
    <>
      <div className={css.head}>
        <h1>{t("title")}</h1>
        {first && !nowhere && (
          <>
            <Button onClick={() => void query.refetch()}>{t("refresh")}</Button>
            <Button type="primary" onClick={() => setDraft({ account: first.account, sender: "", subject: "" })} data-testid="mail-write">{t("write")}</Button>
          </>
        )}
      </div>
      {nowhere ? <EmptyState title={t("nowhere")} text={t("nowhereText")} /> : query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <Mails found={query.data} onAnswer={setDraft} />
      )}
      {draft && query.data && <WriteMail draft={draft} mailboxes={query.data.mailboxes} onClose={() => { setDraft(null); void query.refetch(); }} />}
    </>
  );
}

function Mails({ found, onAnswer }: { found: LocalMails; onAnswer: (draft: Draft) => void }) {
  const t = useT(mailMessages);
  const write = useWriting();
  const { locale } = useLocale();
  const columns: TableColumnsType<LocalMail> = [
    { title: t("at"), key: "at", width: 180, render: (_, m) => dateTimeText(m.at, locale) },
    { title: t("who"), key: "who", width: 250, render: (_, m) => (
      <><Tag color={m.direction === "in" ? "blue" : "green"}>{t(m.direction)}</Tag><div className={css.faint}>{m.sender} → {m.recipient}</div></>
    ) },
    { title: t("mail"), key: "mail", render: (_, m) => (
      <div data-testid="mail-row" data-direction={m.direction}>
        <strong>{m.subject || t("noSubject")}</strong>
        <div style={{ whiteSpace: "pre-wrap" }}>{m.text}</div>
        {m.files.length > 0 && <div className={css.faint}>{t("files", { names: write.listed(m.files) })}</div>}
      </div>
    ) },
    { key: "answer", width: 90, render: (_, m) => m.direction === "out" && (
      <Button size="small" data-testid="mail-answer" onClick={() => onAnswer({ account: m.account, sender: m.recipient, subject: m.subject, answers: m.id })}>{t("answer")}</Button>
    ) },
  ];
  return (
    <>
      <Alert type="info" showIcon style={{ marginBottom: 14 }} title={t("note")} />
      <Table<LocalMail> rowKey="id" size="small" columns={columns} dataSource={found.mails} pagination={false} locale={{ emptyText: <EmptyState title={t("none")} text={t("noneText")} /> }} />
    </>
  );
}
