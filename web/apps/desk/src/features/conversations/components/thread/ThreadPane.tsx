import type { ConversationDetail, Message } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows } from "@tandem/ui";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { api } from "@/lib/api.ts";
import { isNamed, useCustomerName } from "@/lib/names.ts";
import { usePreferences } from "@/lib/preferences.ts";
import { useMe } from "@/lib/session.tsx";
import { useDetail } from "../../api/details.ts";
import { useReplyOptions } from "../../api/replying.ts";
import { useAct } from "../../hooks/useAct.ts";
import { useMarkRead } from "../../hooks/useMarkRead.ts";
import { useSeeMention } from "../../hooks/useSeeMention.ts";
import { UnsentContext } from "../../hooks/unsent.ts";
import { useThread } from "../../hooks/useThread.ts";
import { composerMessages } from "../../messages.composer.ts";
import { may, replyNotice } from "../../rules/allowed.ts";
import { botDraft } from "../../rules/botDraft.ts";
import { lastQuestion } from "../../rules/timelineItems.ts";
import { Composer } from "../composer/Composer.tsx";
import { ThreadHeader } from "../header/ThreadHeader.tsx";
import { CustomerPanel, type CustomerSlot } from "../panel/CustomerPanel.tsx";
import { MessageList } from "./MessageList.tsx";
import css from "./Pane.module.css";

/** The open conversation: header, messages, field, and the customer's panel beside it. */
export function ThreadPane({ id, onNext, Customer }: { id: string; onNext: () => void; Customer: CustomerSlot }) {
  const detail = useDetail(id);
  const [{ panel_open }, change] = usePreferences();
  if (detail.isPending) return <div className={css.pane}><LoadingRows rows={6} avatar /></div>;
  if (detail.isError && !detail.data) return <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />;
  const toggle = () => void change({ panel_open: !panel_open });
  return (
    <div className={panel_open ? css.withPanel : css.alone}>
      <section className={css.pane}>
        <ThreadHeader detail={detail.data!} panelOpen={panel_open} onTogglePanel={toggle} onNext={onNext} />
        <Talk key={id} detail={detail.data!} />
      </section>
      {panel_open && <CustomerPanel detail={detail.data!} Customer={Customer} />}
    </div>
  );
}

function Talk({ detail }: { detail: ConversationDetail }) {
  const name = useCustomerName()(detail.customer);
  const [state, thread] = useThread(detail.id);
  const [quoted, setQuoted] = useState<Message | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [templates, setTemplates] = useState<Message | "open" | null>(null);
  const options = useReplyOptions(detail);
  const canReply = may(detail, "reply");
  const replaces = canReply && options !== null && options.has_templates && options.verdict !== "nothing";
  const unsent = useMemo(
    () => ({ of: new Map(options?.unsent.map((one) => [one.message_id, one])), replace: replaces ? setTemplates : null }),
    [options, replaces],
  );
  useMarkRead(detail, state.messages, atEnd);
  useSeeMention(detail, atEnd);
  return (
    <UnsentContext value={unsent}>
      <MessageList
        thread={thread} state={state} customerName={name} customerNamed={isNamed(detail.customer)} customerReadSeq={detail.customer_read_seq} onQuote={setQuoted} onAtEnd={setAtEnd}
      />
      <Notice detail={detail} />
      <Composer
        detail={detail} thread={thread} question={lastQuestion(state.messages)?.text ?? null} draft={botDraft(detail.handovers, state.messages)} canReply={canReply}
        quoted={quoted} onClearQuote={() => setQuoted(null)} options={options} templates={templates} onTemplates={setTemplates}
      />
    </UnsentContext>
  );
}

/** Why one cannot reply, or what replying does, with the way out beside it. */
function Notice({ detail }: { detail: ConversationDetail }) {
  const t = useT(composerMessages);
  const me = useMe();
  const { act, busy } = useAct(detail.id);
  const notice = replyNotice(detail, me.id);
  if (!notice) return null;
  return (
    <div className={css.notice} data-testid="reply-notice" data-notice={notice}>
      <span>{t(`blocked.${notice}`, { name: detail.agent?.name ?? "" })}</span>
      {(notice === "queue" || notice === "botClosed") && may(detail, "claim") && (
        <Button size="small" type="primary" loading={busy === "done.claim"} onClick={() => void act("done.claim", () => api.conversations.claim(detail.id))}>
          {t("claim")}
        </Button>
      )}
      {notice === "resolved" && may(detail, "reopen") && (
        <Button size="small" onClick={() => void act("done.reopen", () => api.conversations.reopen(detail.id))}>{t("reopen")}</Button>
      )}
      {notice === "other" && may(detail, "takeover") && (
        <Button size="small" onClick={() => void act("done.takeover", () => api.conversations.takeover(detail.id))}>{t("takeover")}</Button>
      )}
    </div>
  );
}
