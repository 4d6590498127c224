import type { BoardAgent, PresenceState } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText, EmptyState, since, useErrorText, useNow } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Popover, Progress, Table, type TableColumnsType } from "antd";
import { api } from "@/lib/api.ts";
import { common } from "@/lib/common.ts";
import { nameOf } from "@/lib/names.ts";
import { keys } from "@/lib/query.ts";
import { useCan } from "@/lib/session.tsx";
import { messages } from "../messages.ts";
import { AgentConversations } from "./AgentConversations.tsx";
import css from "./Board.module.css";

const STATES: PresenceState[] = ["online", "busy", "away", "offline"];
const ORDER: Record<PresenceState, number> = { online: 0, busy: 1, away: 2, offline: 3 };

export function AgentTable({ agents, wall }: { agents: BoardAgent[]; wall: boolean }) {
  const t = useT(messages);
  const columns: TableColumnsType<BoardAgent> = [
    { title: t("agent"), dataIndex: "name", sorter: (a, b) => a.name.localeCompare(b.name), render: (name: string, a) => <span>{name} <small className={css.faint}>{nameOf(a.team)}</small></span> },
    { title: t("state"), key: "state", sorter: (a, b) => ORDER[a.state] - ORDER[b.state], defaultSortOrder: "ascend", render: (_, a) => <StateCell agent={a} /> },
    { title: t("since"), key: "since", align: "right", render: (_, a) => <Since at={a.since} /> },
    { title: t("load"), key: "load", width: 130, sorter: (a, b) => a.load / (a.capacity || 1) - b.load / (b.capacity || 1), render: (_, a) => <Load agent={a} /> },
    { title: t("handled"), dataIndex: "handled_today", align: "right", sorter: (a, b) => a.handled_today - b.handled_today },
    ...(wall ? [] : [{ title: "", key: "jump", align: "right" as const, render: (_: unknown, a: BoardAgent) => a.manageable && <Jump agent={a} /> }]),
  ];
  return (
    <Table<BoardAgent> rowKey="id" size="small" columns={columns} dataSource={agents} pagination={agents.length > 12 ? { pageSize: 12, size: "small" } : false}
      locale={{ emptyText: <EmptyState title={t("noAgents")} /> }} data-testid="board-agents" />
  );
}

function Since({ at }: { at: string }) {
  return <time>{clockText(since(at, useNow()))}</time>;
}

function Load({ agent: { load, capacity } }: { agent: BoardAgent }) {
  const share = capacity > 0 ? (load / capacity) * 100 : 0;
  return (
    <span className={css.load}>
      <Progress aria-label={`${load}/${capacity}`} percent={share} showInfo={false} size="small" strokeColor={share >= 100 ? "var(--warn)" : "var(--accent)"} />
      {load}/{capacity}
    </span>
  );
}

/** The state, and for those who may a menu to change it. */
function StateCell({ agent }: { agent: BoardAgent }) {
  const t = useT(messages);
  const c = useT(common);
  const can = useCan();
  const client = useQueryClient();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const shown = <span className={css.state}><i data-state={agent.state} />{c(`presence.${agent.state}`)}</span>;
  if (!agent.manageable || !can("presence.manage")) return shown;
  const set = (state: PresenceState) =>
    api.presence.setFor(agent.id, state).then(
      () => client.invalidateQueries({ queryKey: keys.board }),
      (error: unknown) => void message.error(errorText(error)),
    );
  const items = STATES.map((s) => ({ key: s, label: c(`presence.${s}`), disabled: s === agent.state, onClick: () => void set(s) }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button type="text" size="small" style={{ marginInlineStart: -7 }} aria-label={`${t("setState")} ${agent.name}`}>{shown}</Button>
    </Dropdown>
  );
}

function Jump({ agent }: { agent: BoardAgent }) {
  const t = useT(messages);
  return (
    <Popover trigger="click" placement="left" destroyOnHidden title={agent.name} content={<AgentConversations agentId={agent.id} load={agent.load} />}>
      <Button type="link" size="small" disabled={agent.load === 0}>{t("conversations")}</Button>
    </Popover>
  );
}
