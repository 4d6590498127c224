import { PlusOutlined } from "@ant-design/icons";
import type { ChannelHealth } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, shortTimeText, useNow } from "@tandem/ui";
import { Button, Table, Tag, type TableColumnsType } from "antd";
import { useState } from "react";
import { useAccounts, useKinds } from "../../api/channels.ts";
import { useQueueSettings } from "../../api/staff.ts";
import { channelMessages } from "../../messages.channels.ts";
import { type ChannelState, stateOf } from "../../rules/channels.ts";
import css from "../Admin.module.css";
import { AccountDrawer } from "./AccountDrawer.tsx";
import own from "./Channels.module.css";
import { NewAccountDrawer } from "./NewAccountDrawer.tsx";

const COLOURS: Record<ChannelState, string> = { well: "success", paused: "default", trouble: "error", slow: "warning", absent: "default" };

export function ChannelsSection() {
  const t = useT(channelMessages);
  const { locale } = useLocale();
  const now = useNow();
  const query = useAccounts();
  const kinds = useKinds();
  const queues = useQueueSettings();
  const [open, setOpen] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const account = query.data?.find((one) => one.id === open) ?? null;
  const kindName = (kind: string) => kinds.data?.find((one) => one.kind === kind)?.name ?? kind;
  const columns: TableColumnsType<ChannelHealth> = [
    { title: t("channel"), key: "kind", width: 130, render: (_, a) => kindName(a.kind) },
    { title: t("account"), key: "name", render: (_, a) => <><Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpen(a.id)}>{a.name}</Button> <small className={css.faint}>{a.key}</small></> },
    { title: t("queue"), key: "queue", render: (_, a) => queues.data?.find((q) => q.key === a.queue_key)?.name ?? (a.queue_key || "–") },
    { title: t("state"), key: "state", width: 100, render: (_, a) => { const state = stateOf(a, now); return <Tag color={COLOURS[state]} data-testid="channel-state">{t(`state.${state}`)}</Tag>; } },
    { title: t("incoming"), key: "in", render: (_, a) => <Counts lines={[[a.incoming, t("waitingIn", { n: a.incoming }), false], [a.held_in, t("heldIn", { n: a.held_in }), true]]} quiet={a.last_in_at ? shortTimeText(a.last_in_at, locale, now) : t("never")} /> },
    { title: t("outgoing"), key: "out", render: (_, a) => <Counts lines={[[a.outgoing, t("waitingOut", { n: a.outgoing }), false], [a.held, t("held", { n: a.held }), false], [a.failed, t("failed", { n: a.failed }), true]]} quiet={a.last_out_at ? shortTimeText(a.last_out_at, locale, now) : t("never")} /> },
    { title: t("lastError"), key: "error", render: (_, a) => (a.last_error && a.last_error_at ? <><code>{a.last_error}</code> <small className={css.faint}>{shortTimeText(a.last_error_at, locale, now)}</small></> : <span className={css.faint}>–</span>) },
  ];
  return (
    <>
      <div className={css.head}>
        <h1>{t("channels")}</h1>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)} data-testid="new-channel">{t("newAccount")}</Button>
      </div>
      {query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : <Table<ChannelHealth> rowKey="id" size="small" columns={columns} dataSource={query.data} pagination={false} locale={{ emptyText: <EmptyState title={t("noAccounts")} text={t("noAccountsText")} /> }} />}
      <AccountDrawer account={account} kind={kinds.data?.find((one) => one.kind === account?.kind)} onClose={() => setOpen(null)} />
      <NewAccountDrawer open={making} kinds={kinds.data ?? []} onClose={() => setMaking(false)} />
    </>
  );
}

/** What waits or is stuck; when nothing is, when it last moved. */
function Counts({ lines, quiet }: { lines: [number, string, boolean][]; quiet: string }) {
  const shown = lines.filter(([n]) => n > 0);
  if (!shown.length) return <span className={css.faint}>{quiet}</span>;
  return <span className={own.counts}>{shown.map(([, text, bad]) => <span key={text} className={bad ? own.bad : undefined}>{text}</span>)}</span>;
}
