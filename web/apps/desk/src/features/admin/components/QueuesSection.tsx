import { PlusOutlined } from "@ant-design/icons";
import type { QueueSettings } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { useCalendars, useQueueSettings } from "../api/staff.ts";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";
import { QueueDrawer } from "./QueueDrawer.tsx";

export function QueuesSection() {
  const t = useT(messages);
  const c = useT(common);
  const query = useQueueSettings();
  const calendars = useCalendars();
  const [open, setOpen] = useState<QueueSettings | "new" | null>(null);
  const calendarName = (id: string | null) => calendars.data?.find((c) => c.id === id)?.name ?? t("always");
  const columns: TableColumnsType<QueueSettings> = [
    { title: c("name"), key: "name", render: (_, q) => <>{q.name} <small className={css.faint}>{q.key}</small></> },
    { title: t("skills"), key: "skills", render: (_, q) => <span className={css.tags}>{q.skills.map((s) => <span key={s} className={css.tag}>{s}</span>)}</span> },
    { title: t("calendar"), key: "calendar", render: (_, q) => calendarName(q.calendar_id) },
    { title: t("acceptMode"), key: "mode", render: (_, q) => t(`accept.${q.accept_mode}`) },
    { title: t("slGoal"), key: "sl", align: "right", render: (_, q) => t("target", { percent: Math.round(q.sl_goal * 100), s: q.sl_target_s }) },
    { title: t("firstResponseColumn"), key: "first", align: "right", render: (_, q) => clockText(q.first_response_s) },
    { title: t("nextResponseColumn"), key: "next", align: "right", render: (_, q) => clockText(q.next_response_s) },
    { title: "", key: "edit", align: "right", render: (_, q) => <Button type="link" size="small" onClick={() => setOpen(q)}>{t("edit")}</Button> },
  ];
  return (
    <>
      <div className={css.head}>
        <h1>{t("queues")}</h1>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")}>{t("newQueue")}</Button>
      </div>
      {query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : <Table<QueueSettings> rowKey="id" size="small" columns={columns} dataSource={query.data} pagination={false} locale={{ emptyText: <EmptyState title={t("noQueues")} /> }} />}
      <QueueDrawer queue={open} onClose={() => setOpen(null)} />
    </>
  );
}
