import { ArrowDownOutlined } from "@ant-design/icons";
import type { Message } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dayText, EmptyState, ErrorState, LoadingRows, useNow } from "@tandem/ui";
import { Button, Image, Spin } from "antd";
import { useCallback, useEffect, useMemo } from "react";
import type { Thread, ThreadState } from "../../hooks/thread.ts";
import { useScrollKeeper } from "../../hooks/useScrollKeeper.ts";
import { threadMessages } from "../../messages.thread.ts";
import { timelineItems } from "../../rules/timelineItems.ts";
import { MessageBubble } from "./MessageBubble.tsx";
import { PendingBubble } from "./PendingBubble.tsx";
import { SystemLine } from "./SystemLine.tsx";
import css from "./Thread.module.css";
import { TypingLine } from "./TypingLine.tsx";

interface Props {
  thread: Thread;
  state: ThreadState;
  customerName: string;
  customerNamed: boolean;
  customerReadSeq: number;
  onQuote: (message: Message) => void;
  onAtEnd: (atEnd: boolean) => void;
}

export function MessageList({ thread, state, ...rest }: Props) {
  const t = useT(threadMessages);
  if (state.status === "loading") return <LoadingRows rows={5} avatar />;
  if (state.status === "error") return <ErrorState error={state.error} onRetry={() => void thread.load()} />;
  if (state.messages.length + state.pending.length === 0) return <EmptyState title={t("empty")} />;
  return <Loaded thread={thread} state={state} {...rest} />;
}

function replyTo(message: Message): string | null {
  const to = message.reply_to ?? message.payload.reply_to;
  return typeof to === "string" ? to : (to?.id ?? null);
}

function Loaded({ thread, state, customerName, customerNamed, customerReadSeq, onQuote, onAtEnd }: Props) {
  const t = useT(threadMessages);
  const { messages, pending, hasOlder, loadingOlder } = state;
  const items = useMemo(() => timelineItems(messages), [messages]);
  const byId = useMemo(() => new Map(messages.map((m) => [m.id, m])), [messages]);
  const loadOlder = useCallback(() => void thread.loadOlder(), [thread]);
  const lastKey = pending.at(-1)?.client_id ?? messages.at(-1)?.id;
  const { scroller, onScroll, atEnd, toEnd } = useScrollKeeper(thread.id, messages[0]?.id, lastKey, loadOlder);
  useEffect(() => onAtEnd(atEnd), [atEnd, onAtEnd]);

  // A message of my own is always shown, wherever I had scrolled to.
  const lastPending = pending.at(-1)?.client_id;
  useEffect(() => {
    if (lastPending) toEnd();
  }, [lastPending, toEnd]);

  return (
    <div className={css.listWrap}>
      <div ref={scroller} className={css.list} onScroll={onScroll} data-testid="thread" tabIndex={0}>
        <div className={css.inner} role="log" aria-live="polite">
          <div className={css.top}>
            {loadingOlder ? <><Spin size="small" /> {t("older")}</> : hasOlder ? <Button type="link" size="small" onClick={loadOlder}>{t("loadOlder")}</Button> : t("beginning")}
          </div>
          <Image.PreviewGroup>
            {items.map((item) =>
              item.type === "day" ? <Day key={item.key} at={item.at} />
              : item.message.kind === "system" ? <SystemLine key={item.key} message={item.message} />
              : <MessageBubble
                  key={item.key} message={item.message} head={item.head} customerName={customerName} customerNamed={customerNamed} readSeq={customerReadSeq}
                  quoted={byId.get(replyTo(item.message) ?? "") ?? null} onQuote={onQuote}
                />,
            )}
          </Image.PreviewGroup>
          {pending.map((p) => <PendingBubble key={p.client_id} item={p} onRetry={thread.retry} onDiscard={thread.discard} />)}
          <TypingLine conversationId={thread.id} customerName={customerName} />
        </div>
      </div>
      {!atEnd && (
        <Button className={css.toEnd} size="small" shape="round" icon={<ArrowDownOutlined />} onClick={toEnd} data-testid="thread-to-end">
          {t("newMessages")}
        </Button>
      )}
    </div>
  );
}

function Day({ at }: { at: string }) {
  const { locale } = useLocale();
  return <div className={css.day} role="separator"><span>{dayText(at, locale, useNow())}</span></div>;
}
