import type { ChannelHealth, HeldEvent, StuckPart } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { App, Button, Popconfirm, Table, type TableColumnsType } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { common } from "@/lib/common.ts";
import { channels, useAct, useHeld, useStuck } from "../../api/channels.ts";
import { channelMessages } from "../../messages.channels.ts";
import css from "./Channels.module.css";

/** Messages that did not go out: again, or given up. */
export function StuckParts({ account }: { account: ChannelHealth }) {
  const t = useT(channelMessages);
  const { locale } = useLocale();
  const { message } = App.useApp();
  const query = useStuck(account.id);
  const all = useAct(() => channels.resendFailed(account.id));
  const columns: TableColumnsType<StuckPart> = [
    { title: t("at"), key: "at", width: 170, render: (_, p) => dateTimeText(p.state_at, locale) },
    { title: t("state"), key: "state", width: 100, render: (_, p) => t(`part.${p.state}`) },
    { title: t("reason"), key: "error", render: (_, p) => <Why code={p.error} detail={p.error_detail} tries={p.attempts} /> },
    { title: "", key: "act", align: "right", render: (_, p) => (
      <span className={css.row}>
        <Link to={`/conversations/${p.conversation_id}`}>{t("openConversation")}</Link>
        <Act label={t("resend")} act={() => channels.resend(p.id)} />
        <Act label={t("drop")} confirm={t("dropConfirm")} act={() => channels.drop(p.id)} />
      </span>
    ) },
  ];
  return (
    <>
      {account.failed > 0 && <div className={css.block}><Button loading={all.isPending} onClick={() => all.mutate(undefined, { onSuccess: ({ parts }) => void message.success(t("resendAllDone", { n: parts })) })}>{t("resendAll")}</Button></div>}
      <Pages query={query}><Table<StuckPart> rowKey="id" size="small" columns={columns} dataSource={query.data?.pages.flatMap((page) => page.items) ?? []} pagination={false} locale={{ emptyText: <EmptyState title={t("noStuck")} /> }} /></Pages>
    </>
  );
}

/** What came in and could not be taken in. */
export function HeldEvents({ account }: { account: ChannelHealth }) {
  const t = useT(channelMessages);
  const { locale } = useLocale();
  const query = useHeld(account.id);
  const columns: TableColumnsType<HeldEvent> = [
    { title: t("at"), key: "at", width: 170, render: (_, e) => dateTimeText(e.at, locale) },
    { title: t("kind"), key: "kind", width: 90, render: (_, e) => t(`event.${e.kind}`) },
    { title: t("reason"), key: "error", render: (_, e) => <Why code={e.error} detail={null} tries={e.attempts} /> },
    { title: "", key: "act", align: "right", render: (_, e) => (
      <span className={css.row}>
        <Act label={t("retry")} act={() => channels.retryEvent(e.id)} />
        <Act label={t("drop")} confirm={t("dropEventConfirm")} act={() => channels.dropEvent(e.id)} />
      </span>
    ) },
  ];
  return <Pages query={query}><Table<HeldEvent> rowKey="id" size="small" columns={columns} dataSource={query.data?.pages.flatMap((page) => page.items) ?? []} pagination={false} locale={{ emptyText: <EmptyState title={t("noHeld")} /> }} /></Pages>;
}

function Why({ code, detail, tries }: { code: string; detail: string | null; tries: number }) {
  const t = useT(channelMessages);
  return <><code>{code}</code>{detail && <> {detail}</>} <small className={css.faint}>{t("tries", { n: tries })}</small></>;
}

function Act({ label, act, confirm }: { label: string; act: () => Promise<void>; confirm?: string }) {
  const { message } = App.useApp();
  const errorText = useErrorText();
  const done = useAct(act);
  const go = () => done.mutate(undefined, { onError: (error) => void message.error(errorText(error)) });
  if (!confirm) return <Button type="link" size="small" loading={done.isPending} onClick={go}>{label}</Button>;
  return <Popconfirm title={confirm} onConfirm={go}><Button type="link" size="small" danger loading={done.isPending}>{label}</Button></Popconfirm>;
}

interface Query {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

function Pages({ query, children }: { query: Query; children: ReactNode }) {
  const c = useT(common);
  if (query.isPending) return <LoadingRows rows={4} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <>{children}{query.hasNextPage && <Button block style={{ marginTop: 10 }} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{c("loadMore")}</Button>}</>;
}
