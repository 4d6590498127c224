import { ExclamationCircleFilled, LoadingOutlined } from "@ant-design/icons";
import type { OutboxItem } from "@tandem/realtime";
import { useT } from "@tandem/i18n/react";
import { Button } from "antd";
import type { Outgoing } from "../../hooks/thread.ts";
import { threadMessages } from "../../messages.thread.ts";
import css from "./Thread.module.css";

interface Props {
  item: OutboxItem<Outgoing>;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}

/** A message of mine the server does not have yet. */
export function PendingBubble({ item, onRetry, onDiscard }: Props) {
  const t = useT(threadMessages);
  const { payload, state, error } = item;
  return (
    <div className={`${css.message} ${css.right} ${payload.mode === "note" ? css.note : css.agent} ${css.pending}`} data-testid="pending-message" data-state={state}>
      <div className={css.face} />
      <div className={css.column}>
        <div className={css.bubbleLine}>
          <div className={css.bubble}>
            <div className={css.text}>{payload.text || payload.attachment?.name}</div>
          </div>
        </div>
        <div className={css.foot}>
          {state === "failed" ? (
            <span className={css.bad}>
              <ExclamationCircleFilled /> {error?.detail ? t("failedWhy", { why: error.detail }) : t("failed")}
              <Button type="link" size="small" onClick={() => onRetry(item.client_id)} data-testid="message-retry">{t("retry")}</Button>
              <Button type="link" size="small" onClick={() => onDiscard(item.client_id)}>{t("discard")}</Button>
            </span>
          ) : (
            <span><LoadingOutlined /> {t(state === "waiting" ? "waitingToSend" : "sending")}</span>
          )}
        </div>
      </div>
    </div>
  );
}
