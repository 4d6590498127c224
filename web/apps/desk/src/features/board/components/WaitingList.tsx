import type { BoardAgent, BoardQueue, Row } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText, EmptyState, since, useErrorText, useNow } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { api } from "@/lib/api.ts";
import { useCustomerName } from "@/lib/names.ts";
import { keys } from "@/lib/query.ts";
import { useCan } from "@/lib/session.tsx";
import { messages } from "../messages.ts";
import { targetOf, wait } from "../rules/thresholds.ts";
import css from "./Board.module.css";

/** `total`: how many wait; `rows` are the first of those one may see. */
export function WaitingList({ rows, total, queues, agents }: { rows: Row[]; total: number; queues: BoardQueue[]; agents: BoardAgent[] }) {
  const t = useT(messages);
  if (rows.length === 0) return <EmptyState title={t(total > 0 ? "waitingElsewhere" : "nobodyWaiting")} />;
  return (
    <ul className={css.waiting} data-testid="board-waiting">
      {rows.map((row) => <Waiting key={row.id} row={row} target={targetOf(row, queues)} agents={agents} />)}
    </ul>
  );
}

function Waiting({ row, target, agents }: { row: Row; target: number; agents: BoardAgent[] }) {
  const t = useT(messages);
  const name = useCustomerName()(row.customer);
  const seconds = row.waiting_since ? since(row.waiting_since, useNow()) : since(row.opened_at, useNow());
  return (
    <li>
      <Link to={`/conversations/${row.id}?view=unassigned`}>
        <b>{name}</b> <small className={css.faint}>{row.queue?.name}</small>
        <span>{row.last_message?.text}</span>
      </Link>
      <time className={css[wait(seconds, target)]} title={t("waited")}>{clockText(seconds)}</time>
      <Actions row={row} agents={agents} />
    </li>
  );
}

function Actions({ row, agents }: { row: Row; agents: BoardAgent[] }) {
  const t = useT(messages);
  const can = useCan();
  const client = useQueryClient();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);

  const run = async (act: () => Promise<unknown>, after?: () => void) => {
    setBusy(true);
    try {
      await act();
      void message.success(t("done"));
      after?.();
    } catch (error) {
      void message.error(errorText(error));
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: keys.board });
    }
  };
  const takeOver = () => run(() => api.conversations.takeover(row.id), () => void navigate(`/conversations/${row.id}?view=mine`));
  const free = agents.filter((a) => a.state === "online" && a.load < a.capacity).sort((a, b) => a.load / a.capacity - b.load / b.capacity);
  const items = free.map((a) => ({ key: a.id, label: `${a.name}  ${a.load}/${a.capacity}`, onClick: () => void run(() => api.conversations.assign(row.id, a.id)) }));
  return (
    <span className={css.actions}>
      {can("conversations.assign") && (
        <Dropdown menu={{ items: items.length > 0 ? items : [{ key: "none", label: t("noAgents"), disabled: true }] }} trigger={["click"]}>
          <Button size="small" loading={busy}>{t("assign")}</Button>
        </Dropdown>
      )}
      {can("conversations.takeover") && <Button size="small" disabled={busy} onClick={() => void takeOver()}>{t("takeover")}</Button>}
    </span>
  );
}
