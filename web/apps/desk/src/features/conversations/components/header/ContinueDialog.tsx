import type { ConversationDetail, Way } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { Link } from "react-router";
import { api } from "@/lib/api.ts";
import { ChannelIcon, useChannelName } from "@/lib/channel.tsx";
import { continueMessages } from "../../messages.continue.ts";
import css from "./Header.module.css";

const REASONS = ["blocked", "paused", "open_there", "window_closed", "templates_only"];

interface Props {
  detail: ConversationDetail;
  open: boolean;
  onClose: () => void;
  onSubmit: (way: Way) => Promise<boolean>;
}

/** By which other channels the customer can be reached; going on takes their consent, which is asked for here. */
export function ContinueDialog({ detail, open, onClose, onSubmit }: Props) {
  const t = useT(continueMessages);
  const name = useChannelName();
  const query = useQuery({ queryKey: ["conversations", detail.id, "ways", detail.channel], queryFn: () => api.conversations.ways(detail.id), enabled: open, staleTime: 0 });
  const ways = query.data?.items ?? [];
  return (
    <Modal open={open} title={t("title")} onCancel={onClose} footer={null} width={520} destroyOnHidden>
      <p className={css.continueText}>{t("text", { channel: name(detail.channel) })}</p>
      {query.isPending ? <LoadingRows rows={2} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <ul className={css.ways} data-testid="ways">
          {ways.map((way) => (
            <li key={`${way.channel}/${way.account}`} data-testid="way" data-channel={way.channel} data-reason={way.reason ?? ""}>
              <ChannelIcon channel={way.channel} />
              <div>
                <b>{name(way.channel)}</b> {way.address && <span>{way.address}</span>}
                <small>{way.name} · {t(way.reason && REASONS.includes(way.reason) ? `reason.${way.reason}` as "reason.paused" : `how.${way.how}`)}
                  {way.open_conversation_id && <> <Link to={`/conversations/${way.open_conversation_id}?view=all`} onClick={onClose}>{t("openIt")}</Link></>}
                </small>
              </div>
              <Button
                disabled={way.reason !== null} data-testid="continue-by"
                onClick={() => void onSubmit(way).then((done) => done && onClose())}
              >
                {t(`do.${way.how}`)}
              </Button>
            </li>
          ))}
          {ways.length === 0 && <li>{t("none")}</li>}
        </ul>
      )}
    </Modal>
  );
}
