import type { BoardQueue } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText, EmptyState, since, useNow } from "@tandem/ui";
import { Table, Tooltip, type TableColumnsType } from "antd";
import { Link } from "react-router";
import { messages } from "../messages.ts";
import { backlog, percent, serviceLevel, wait } from "../rules/thresholds.ts";
import css from "./Board.module.css";

function Longest({ queue }: { queue: BoardQueue }) {
  const now = useNow();
  const seconds = queue.oldest_waiting_at ? since(queue.oldest_waiting_at, now) : null;
  return <b className={css[wait(seconds, queue.sl_target_s)]}>{seconds === null ? "—" : clockText(seconds)}</b>;
}

export function QueueTable({ queues }: { queues: BoardQueue[] }) {
  const t = useT(messages);
  const clock = (s: number | null) => (s === null ? "—" : clockText(s));
  const columns: TableColumnsType<BoardQueue> = [
    {
      title: t("queue"), key: "name", render: (_, q) => (
        <span className={css.queueName}>
          <Link to={`/conversations?view=unassigned&queue_id=${q.id}`}>{q.name}</Link>
          {!q.open && <small>{t("closed")}</small>}
        </span>
      ),
    },
    { title: t("waiting"), key: "waiting", align: "right", sorter: (a, b) => a.waiting - b.waiting, render: (_, q) => <b className={css[backlog(q.waiting, q.agents_free)]}>{q.waiting}</b> },
    { title: t("longest"), key: "longest", align: "right", render: (_, q) => <Longest queue={q} /> },
    {
      title: <Tooltip title={t("formula.service_level")}>{t("sl")}</Tooltip>, key: "sl", align: "right",
      render: (_, q) => (
        <Tooltip title={`${t("target", { s: q.sl_target_s })} · ${t("goal", { percent: Math.round(q.sl_goal * 100) })}`}>
          <b className={css[serviceLevel(q.service_level, q.sl_goal)]}>{percent(q.service_level)}</b>
        </Tooltip>
      ),
    },
    { title: t("inService"), dataIndex: "in_service", align: "right" },
    { title: <Tooltip title={t("formula.abandoned")}>{t("abandoned")}</Tooltip>, dataIndex: "abandoned_today", align: "right" },
    { title: <Tooltip title={t("formula.asa")}>{t("asa")}</Tooltip>, key: "asa", align: "right", render: (_, q) => clock(q.asa_s) },
    { title: <Tooltip title={t("formula.aht")}>{t("aht")}</Tooltip>, key: "aht", align: "right", render: (_, q) => clock(q.aht_s) },
    { title: `${t("online")} / ${t("freeShort")}`, key: "agents", align: "right", render: (_, q) => `${q.agents_online} / ${q.agents_free}` },
  ];
  return (
    <Table<BoardQueue> rowKey="id" size="small" columns={columns} dataSource={queues} pagination={false} scroll={{ x: "max-content" }}
      locale={{ emptyText: <EmptyState title={t("noQueues")} /> }} data-testid="board-queues" />
  );
}
