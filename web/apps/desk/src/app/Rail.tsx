import { DashboardOutlined, ExperimentOutlined, EyeInvisibleOutlined, MessageOutlined, ReadOutlined, SettingOutlined, SolutionOutlined, TagsOutlined, TeamOutlined } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { useMyUnread } from "@/features/conversations/index.ts";
import { needsSomebody, useWaitingRequests } from "@/features/requests/index.ts";
import { CONVERSATION_READERS } from "@/lib/home.ts";
import { useCan } from "@/lib/session.tsx";
import { messages } from "./messages.ts";
import css from "./Shell.module.css";

function Item(props: { to: string; icon: ReactNode; label: string; badge?: number; id: string }) {
  return (
    <NavLink to={props.to} className={css.link} data-testid={`nav-${props.id}`}>
      {props.icon}
      {props.label}
      {props.badge ? <span className={css.badge}>{props.badge > 99 ? "99+" : props.badge}</span> : null}
    </NavLink>
  );
}

export function Rail() {
  const t = useT(messages);
  const can = useCan();
  return (
    <nav className={css.rail} aria-label={t("mainNavigation")}>
      <Tooltip title="Tandem 协同" placement="right">
        <img className={css.logo} src={`${import.meta.env.BASE_URL}favicon.svg`} width={34} height={34} alt="Tandem" />
      </Tooltip>
      {can(...CONVERSATION_READERS) && <Conversations />}
      {can("customers.read") && <Item id="customers" to="/customers" icon={<TeamOutlined />} label={t("customers")} />}
      {can("loans.read") && <Requests />}
      {can("drafts.decide") && <Item id="silent-seat" to="/silent-seat" icon={<EyeInvisibleOutlined />} label={t("silentSeat")} />}
      {can("board.read") && <Item id="board" to="/board" icon={<DashboardOutlined />} label={t("board")} />}
      {can("knowledge.read") && <Item id="knowledge" to="/knowledge" icon={<ReadOutlined />} label={t("knowledge")} />}
      {can("training.read") && <Item id="training" to="/training" icon={<ExperimentOutlined />} label={t("training")} />}
      {can("portraits.read") && <Item id="portraits" to="/portraits" icon={<TagsOutlined />} label={t("portraits")} />}
      {can("staff.read", "audit.read", "settings.manage", "customers.unblock") && (
        <Item id="admin" to="/admin" icon={<SettingOutlined />} label={t("admin")} />
      )}
    </nav>
  );
}

function Conversations() {
  const t = useT(messages);
  const unread = useMyUnread();
  return <Item id="conversations" to="/conversations" icon={<MessageOutlined />} label={t("conversations")} badge={unread} />;
}

// On every desk that is open: seldom enough for thousands of them.
const EVERY_MS = 60_000;

/** Badged with what waits for somebody: requests, answers not heard of, refunds that are stuck. */
function Requests() {
  const t = useT(messages);
  const waiting = useWaitingRequests(EVERY_MS);
  return <Item id="requests" to="/requests" icon={<SolutionOutlined />} label={t("requests")} badge={needsSomebody(waiting.data)} />;
}
