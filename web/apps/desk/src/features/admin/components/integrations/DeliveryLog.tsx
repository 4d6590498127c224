import type { Delivery, DeliveryFilter, DeliveryState, Webhook } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { App, Button, Drawer, Segmented, Select, Table, Tag, type TableColumnsType } from "antd";
import { useEffect, useState } from "react";
import { integrations, useChange, useDeliveries, useWebhookEvents } from "../../api/integrations.ts";
import { integrationMessages } from "../../messages.integrations.ts";
import css from "../Admin.module.css";
import { DeliveryView } from "./DeliveryView.tsx";
import own from "./Integrations.module.css";
import { useOutcome } from "./outcome.ts";

const COLORS: Record<DeliveryState, string> = { queued: "default", sending: "blue", delivered: "green", dead: "red" };
const STATES = ["open", "delivered", "dead"] as const;

/** What was sent to an endpoint in the last 30 days, what came back, and sending it again. `open` is shown unfolded. */
export function DeliveryLog({ hook, open, onClose }: { hook: Webhook | null; open: string | null; onClose: () => void }) {
  const t = useT(integrationMessages);
  return (
    <Drawer open={hook !== null} title={hook ? `${t("log")} · ${hook.name}` : ""} onClose={onClose} size={980} destroyOnHidden>
      {hook && <Log hook={hook} open={open} />}
    </Drawer>
  );
}

function Log({ hook, open }: { hook: Webhook; open: string | null }) {
  const t = useT(integrationMessages);
  const errorText = useErrorText();
  const { message } = App.useApp();
  const events = useWebhookEvents();
  const [filter, setFilter] = useState<DeliveryFilter>({});
  const query = useDeliveries(hook.id, filter);
  const resendAll = useChange(() => integrations.resendDead(hook.id));
  const again = () =>
    resendAll.mutate(undefined, { onSuccess: ({ deliveries }) => void message.success(t("resent", { n: deliveries })), onError: (error) => void message.error(errorText(error)) });
  return (
    <>
      <div className={own.bar}>
        <Segmented<string> value={filter.state ?? "all"} onChange={(v) => setFilter((f) => ({ ...f, state: STATES.find((s) => s === v) }))}
          options={[{ value: "all", label: t("all") }, ...STATES.map((s) => ({ value: s, label: t(`delivery.${s}`) }))]} />
        <Select<string> allowClear style={{ width: 220 }} placeholder={t("anyEvent")} value={filter.event_type ?? null} onChange={(v) => setFilter((f) => ({ ...f, event_type: v ?? undefined }))} aria-label={t("event")}
          options={(events.data ?? []).map((e) => ({ value: e.type, label: e.title }))} />
        <span className={css.faint}>{t("kept")}</span>
        <span className={own.grow} />
        <Button onClick={again} loading={resendAll.isPending} data-testid="resend-all">{t("resendAll")}</Button>
      </div>
      {query.isPending ? <LoadingRows rows={6} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <Rows rows={query.data.pages.flatMap((p) => p.items)} open={open} />}
      {query.hasNextPage && <Button block type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("more")}</Button>}
    </>
  );
}

function Rows({ rows, open }: { rows: Delivery[]; open: string | null }) {
  const t = useT(integrationMessages);
  const { locale } = useLocale();
  const outcome = useOutcome();
  const events = useWebhookEvents();
  const [shown, setShown] = useState<readonly string[]>([]);
  useEffect(() => setShown(open ? [open] : []), [open]);
  const title = (type: string) => (type === "webhook.test" ? t("event.webhook.test") : (events.data?.find((e) => e.type === type)?.title ?? type));
  const columns: TableColumnsType<Delivery> = [
    { title: t("at"), key: "at", width: 140, render: (_, d) => dateTimeText(d.created_at, locale) },
    { title: t("event"), key: "event", render: (_, d) => <>{title(d.event_type)}<small className={css.blockNote}><code>{d.subject_id ?? d.event_type}</code></small></> },
    { title: t("state"), key: "state", width: 100, render: (_, d) => <Tag color={COLORS[d.state]} data-testid="delivery-state">{t(`delivery.${d.state}`)}</Tag> },
    { title: t("result"), key: "result", width: 220, render: (_, d) => <>{outcome(d.error, d.status)}{d.due_at && d.state === "queued" && <small className={css.blockNote}>{t("nextTry", { at: dateTimeText(d.due_at, locale) })}</small>}</> },
    { title: t("tries"), dataIndex: "tries", width: 70, align: "right" },
  ];
  return (
    <Table<Delivery> rowKey="id" size="small" columns={columns} dataSource={rows} pagination={false}
      expandable={{ expandedRowKeys: shown, onExpandedRowsChange: (keys) => setShown(keys as string[]), expandedRowRender: (d) => <DeliveryView id={d.id} />, expandRowByClick: true }}
      locale={{ emptyText: <EmptyState title={t("noDeliveries")} /> }} />
  );
}
