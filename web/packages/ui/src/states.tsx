import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useT } from "@tandem/i18n/react";
import { uiMessages } from "./messages.ts";
import "./states.css";

/** What the states need to know of an error; `Problem` of the API client has this shape. */
interface ErrorLike {
  status?: number;
  detail?: string;
  title?: string;
  retryAfter?: number | null;
  requestId?: string | null;
}

/** An error in plain words: the server's own sentence where it gave one. */
export function useErrorText(): (error: unknown) => string {
  const t = useT(uiMessages);
  return (error) => {
    const e = (error ?? {}) as ErrorLike;
    if (e.status === 0) return t("network");
    if (e.status === 429) return t("tooMany", { seconds: e.retryAfter ?? 5 });
    if (e.detail || e.title) return e.detail || e.title!;
    if (e.status === 403) return t("forbidden");
    if (e.status === 404) return t("notFound");
    if (e.status && e.status >= 500) return t("unavailable");
    return t("unknown");
  };
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT(uiMessages);
  const text = useErrorText();
  const requestId = (error as ErrorLike | null)?.requestId;
  return (
    <div className="td-state" role="alert" data-testid="error-state">
      <div className="td-state-mark td-state-mark-bad" aria-hidden="true">!</div>
      <div className="td-state-title">{t("failed")}</div>
      <div className="td-state-text">{text(error)}</div>
      {requestId && <div className="td-state-fine">{t("requestId", { id: requestId })}</div>}
      {onRetry && <Button onClick={onRetry}>{t("retry")}</Button>}
    </div>
  );
}

export function EmptyState(props: { icon?: ReactNode; title: string; text?: string; action?: ReactNode }) {
  return (
    <div className="td-state" data-testid="empty-state">
      {props.icon && <div className="td-state-mark" aria-hidden="true">{props.icon}</div>}
      <div className="td-state-title">{props.title}</div>
      {props.text && <div className="td-state-text">{props.text}</div>}
      {props.action}
    </div>
  );
}

/** Grey rows of about the size of what is coming. */
export function LoadingRows({ rows = 6, avatar = false }: { rows?: number; avatar?: boolean }) {
  return (
    <div className="td-loading" aria-busy="true" data-testid="loading-state">
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} active avatar={avatar} title={{ width: "40%" }} paragraph={{ rows: 1, width: "85%" }} />
      ))}
    </div>
  );
}
