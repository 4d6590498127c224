import { EyeOutlined, InfoCircleOutlined } from "@ant-design/icons";
import type { ConversationDetail } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { Button, Tooltip } from "antd";
import { useChannelName } from "@/lib/channel.tsx";
import { useCustomerName } from "@/lib/names.ts";
import { useMe } from "@/lib/session.tsx";
import { useViewers } from "../../api/details.ts";
import { messages } from "../../messages.ts";
import { actionMessages } from "../../messages.actions.ts";
import { threadMessages } from "../../messages.thread.ts";
import { ChannelIcon, ControllerBadge, LabelTag, PriorityFlag, SlaCountdown } from "../list/badges.tsx";
import css from "./Header.module.css";
import { ThreadActions } from "./ThreadActions.tsx";

interface Props {
  detail: ConversationDetail;
  panelOpen: boolean;
  onTogglePanel: () => void;
  onNext: () => void;
}

export function ThreadHeader({ detail, panelOpen, onTogglePanel, onNext }: Props) {
  const t = useT(messages);
  const a = useT(actionMessages);
  const me = useMe();
  const name = useCustomerName()(detail.customer);
  const channelName = useChannelName();
  return (
    <header className={css.header}>
      <div className={css.who}>
        <div className={css.name}>
          <ChannelIcon channel={detail.channel} />
          <h2 data-testid="thread-title">{name}</h2>
          <ControllerBadge controller={detail.controller} agent={detail.agent?.id === me.id ? t("you") : detail.agent?.name} resolved={detail.status === "resolved"} />
        </div>
        <div className={css.sub}>
          <SlaCountdown sla={detail.sla} />
          {detail.began_in !== detail.channel && <span data-testid="went-on">{channelName(detail.began_in)} → {channelName(detail.channel)}</span>}
          {detail.queue && <span>{detail.queue.name}</span>}
          <PriorityFlag priority={detail.priority} />
          {detail.labels.map((l) => <LabelTag key={l.id} label={l} />)}
          <Viewers detail={detail} />
        </div>
      </div>
      <ThreadActions detail={detail} onNext={onNext} onTogglePanel={onTogglePanel} />
      <Tooltip title={a("panel")}>
        <Button type={panelOpen ? "default" : "text"} icon={<InfoCircleOutlined />} aria-label={a("panel")} aria-pressed={panelOpen}
          onClick={onTogglePanel} data-testid="panel-toggle" />
      </Tooltip>
    </header>
  );
}

/** Colleagues who have this conversation open. */
function Viewers({ detail }: { detail: ConversationDetail }) {
  const t = useT(threadMessages);
  const write = useWriting();
  const me = useMe();
  const others = useViewers(detail.id).filter((v) => v.id !== me.id);
  if (others.length === 0) return null;
  return <span className={css.viewers} data-testid="viewers"><EyeOutlined /> {t("viewing", { names: write.listed(others.map((v) => v.name)) })}</span>;
}
