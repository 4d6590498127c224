import { StopOutlined } from "@ant-design/icons";
import type { ConversationDetail, CustomerBlock } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, useNow } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useCallback } from "react";
import { useBlockText } from "@/lib/blocks.ts";
import { keys } from "@/lib/query.ts";
import { useCan } from "@/lib/session.tsx";
import { useLiftBlock } from "@/lib/useLiftBlock.tsx";
import { panelMessages } from "../../messages.panel.ts";
import css from "./Panel.module.css";

/** That the customer cannot write, why and until when; gone by itself when the time is over. */
export function BlockedCard({ detail }: { detail: ConversationDetail }) {
  const now = useNow();
  const { block } = detail;
  if (!block || (block.until && Date.parse(block.until) <= now)) return null;
  return <Standing block={block} conversation={detail.id} />;
}

function Standing({ block, conversation }: { block: CustomerBlock; conversation: string }) {
  const t = useT(panelMessages);
  const { locale } = useLocale();
  const text = useBlockText();
  const can = useCan();
  const client = useQueryClient();
  const lift = useLiftBlock(useCallback(() => void client.invalidateQueries({ queryKey: keys.detail(conversation) }), [client, conversation]));
  return (
    <section className={css.blocked} data-testid="customer-blocked">
      <b><StopOutlined /> {t("blocked", { until: text.until(block.until) })}</b>
      <span>{text.reason(block.reason)}</span>
      {block.note && <p>{block.note}</p>}
      <small>{t("blockedBy", { name: block.by, time: dateTimeText(block.at, locale) })}</small>
      {can("customers.unblock") && <Button size="small" onClick={() => lift(block.id)} data-testid="lift-block">{t("lift")}</Button>}
    </section>
  );
}
