import type { Webhook, WebhookState } from "@tandem/api";
import { useLocale, useT, useWriting } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button, Table, Tag, Tooltip, type TableColumnsType } from "antd";
import { useWebhooks } from "../../api/integrations.ts";
import { integrationMessages } from "../../messages.integrations.ts";
import css from "../Admin.module.css";
import own from "./Integrations.module.css";
import { useOutcome } from "./outcome.ts";
import { WebhookMenu } from "./WebhookMenu.tsx";

const COLORS: Record<WebhookState, string> = { active: "green", failing: "orange", paused: "default", resting: "red" };

interface Props {
  onEdit: (hook: Webhook) => void;
  onLog: (hook: Webhook, delivery: string | null) => void;
}

export function WebhookTable({ onEdit, onLog }: Props) {
  const t = useT(integrationMessages);
  const write = useWriting();
  const { locale } = useLocale();
  const query = useWebhooks();
  const columns: TableColumnsType<Webhook> = [
    { title: t("name"), key: "name", render: (_, h) => <>{h.name}<Tooltip title={h.url}><span className={own.url}>{h.url}</span></Tooltip></> },
    { title: t("events"), key: "events", width: 110, render: (_, h) => <Tooltip title={write.listed(h.event_types)}>{t("eventCount", { n: h.event_types.length })}</Tooltip> },
    { title: t("state"), key: "state", width: 240, render: (_, h) => <State hook={h} /> },
    { title: t("waiting"), key: "open", width: 110, align: "right", render: (_, h) => <>{h.open}{h.oldest_at && <small className={css.blockNote}>{t("oldest", { at: dateTimeText(h.oldest_at, locale) })}</small>}</> },
    { title: t("deadCount"), key: "dead", width: 80, align: "right", render: (_, h) => (h.dead ? <b className={css.bad}>{h.dead}</b> : 0) },
    { title: t("dayDelivered"), key: "delivered", width: 130, align: "right", render: (_, h) => <>{h.delivered}{h.last_delivered_at && <small className={css.blockNote}>{dateTimeText(h.last_delivered_at, locale)}</small>}</> },
    {
      title: "", key: "actions", width: 190, align: "right", render: (_, h) => (
        <span className={own.actions}>
          <Button size="small" onClick={() => onLog(h, null)} data-testid="webhook-log">{t("log")}</Button>
          <WebhookMenu hook={h} onEdit={() => onEdit(h)} onTested={(id) => onLog(h, id)} />
        </span>
      ),
    },
  ];
  if (query.isPending) return <LoadingRows rows={4} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Table<Webhook> rowKey="id" size="small" columns={columns} dataSource={query.data} pagination={false}
      locale={{ emptyText: <EmptyState title={t("noHooks")} text={t("noHooksText")} /> }} />
  );
}

function State({ hook }: { hook: Webhook }) {
  const t = useT(integrationMessages);
  const { locale } = useLocale();
  const outcome = useOutcome();
  const status = /^status_(\d+)$/.exec(hook.last_error ?? "")?.[1];
  const why = hook.rested_for ? t(`rested.${hook.rested_for}`)
    : hook.failing_since ? `${t("failingSince", { at: dateTimeText(hook.failing_since, locale) })} · ${outcome(hook.last_error, status ? Number(status) : null)}`
    : hook.former_secret_until && Date.parse(hook.former_secret_until) > Date.now() ? t("formerUntil", { at: dateTimeText(hook.former_secret_until, locale) }) : null;
  return <><Tag color={COLORS[hook.state]} data-testid="webhook-state">{t(`hook.${hook.state}`)}</Tag>{why && <small className={css.blockNote}>{why}</small>}</>;
}
