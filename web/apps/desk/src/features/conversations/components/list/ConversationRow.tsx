import { CheckCircleFilled } from "@ant-design/icons";
import type { Row } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { shortTimeText, useNow } from "@tandem/ui";
import { Checkbox } from "antd";
import { memo } from "react";
import { useCustomerName } from "@/lib/names.ts";
import { messages } from "../../messages.ts";
import { ChannelIcon, ControllerBadge, LabelTag, PriorityFlag, SlaCountdown, WaitClock } from "./badges.tsx";
import css from "./ConversationRow.module.css";

interface Props {
  row: Row;
  open: boolean;
  selected: boolean;
  draft: boolean;
  me: string;
  onOpen: (id: string) => void;
  onSelect: (id: string, on: boolean) => void;
}

export const ConversationRow = memo(function ConversationRow({ row, open, selected, draft, me, onOpen, onSelect }: Props) {
  const t = useT(messages);
  const name = useCustomerName()(row.customer);
  // While the bot serves nobody has to read along.
  const unread = row.controller === "bot" ? 0 : row.unread;
  return (
    <div
      className={`${css.row} ${open ? css.open : ""} ${unread > 0 || row.mentioned ? css.unread : ""}`}
      data-testid="conversation-row" data-conversation-id={row.id} aria-current={open || undefined}
    >
      <Checkbox
        className={`${css.check} ${selected ? css.checked : ""}`} checked={selected} aria-label={`${t("select")} ${name}`}
        onChange={(e) => onSelect(row.id, e.target.checked)}
      />
      <button type="button" className={css.body} onClick={() => onOpen(row.id)}>
        <span className={css.line}>
          <ChannelIcon channel={row.channel} />
          <span className={css.name}>{name}</span>
          {row.customer.verified && <CheckCircleFilled className={css.verified} title={t("verified")} />}
          <span className={css.end}>{row.waiting_since ? <WaitClock since={row.waiting_since} /> : <LastTime row={row} />}</span>
        </span>
        <span className={css.line}>
          <span className={css.preview}>
            {draft && <b className={css.draft}>{t("draft")} </b>}
            <Preview row={row} me={me} />
          </span>
          {row.mentioned && <span className={css.count} role="img" aria-label={t("newMention")} title={t("newMention")} data-testid="row-mentioned">@</span>}
          {unread > 0 && <span className={css.count} aria-label={t("unread", { n: unread })}>{unread > 99 ? "99+" : unread}</span>}
        </span>
        <span className={css.line}>
          <span className={css.tags}>
            <ControllerBadge controller={row.controller} agent={row.agent?.id === me ? t("you") : row.agent?.name} resolved={row.status === "resolved"} />
            <PriorityFlag priority={row.priority} />
            {row.labels.slice(0, 2).map((l) => <LabelTag key={l.id} label={l} />)}
          </span>
          <span className={css.end}><SlaCountdown sla={row.sla} /></span>
        </span>
      </button>
    </div>
  );
});

function LastTime({ row }: { row: Row }) {
  const { locale } = useLocale();
  const at = row.last_message?.at ?? row.opened_at;
  return <time className={css.time} dateTime={at}>{shortTimeText(at, locale, useNow())}</time>;
}

function Preview({ row, me }: { row: Row; me: string }) {
  const t = useT(messages);
  const last = row.last_message;
  if (!last) return null;
  // Over, it is nobody's any more: who spoke last is not known here.
  const who = last.role === "agent" && row.agent ? t("says", { name: row.agent.id === me ? t("you") : row.agent.name }) : "";
  const kind = last.kind === "text" ? "" : last.kind === "note" ? `${t("kind.note")} ` : !last.text ? t(`kind.${last.kind}`) : "";
  return <>{who}{kind}{last.text}</>;
}
