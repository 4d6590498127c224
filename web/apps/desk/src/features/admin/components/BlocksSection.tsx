import { CheckCircleFilled } from "@ant-design/icons";
import type { ListedBlock } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Segmented, Table, type TableColumnsType } from "antd";
import { useCallback, useState } from "react";
import { Link } from "react-router";
import { api } from "@/lib/api.ts";
import { useBlockText } from "@/lib/blocks.ts";
import { common } from "@/lib/common.ts";
import { useCustomerName } from "@/lib/names.ts";
import { useLiftBlock } from "@/lib/useLiftBlock.tsx";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";

/** Who may not write, why, until when and by whom; taking it back. */
export function BlocksSection() {
  const t = useT(messages);
  const c = useT(common);
  const { locale } = useLocale();
  const text = useBlockText();
  const nameOf = useCustomerName();
  const client = useQueryClient();
  const [state, setState] = useState<"standing" | "all">("standing");
  const query = useInfiniteQuery({
    queryKey: ["blocks", state], queryFn: ({ pageParam }) => api.admin.blocks(state, pageParam), initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next, staleTime: 0,
  });
  const lift = useLiftBlock(useCallback(() => void client.invalidateQueries({ queryKey: ["blocks"] }), [client]));
  const columns: TableColumnsType<ListedBlock> = [
    {
      title: t("customer"), key: "customer", render: (_, b) => {
        const name = <>{nameOf(b.customer)} {b.customer.verified && <CheckCircleFilled className={css.ok} title={t("verified")} />}</>;
        return b.conversation_id ? <Link to={`/conversations/${b.conversation_id}`}>{name}</Link> : name;
      },
    },
    { title: t("blockReason"), key: "reason", render: (_, b) => <>{text.reason(b.reason)}{b.note && <small className={css.blockNote}>{b.note}</small>}</> },
    { title: t("blockedAt"), key: "at", width: 190, render: (_, b) => <>{dateTimeText(b.at, locale)}<small className={css.blockNote}>{b.by}</small></> },
    { title: t("blockedUntil"), key: "until", width: 170, render: (_, b) => text.until(b.until) },
    {
      title: "", key: "lift", width: 210, align: "right", render: (_, b) =>
        b.standing ? <Button size="small" onClick={() => lift(b.id)} data-testid="lift-block">{t("lift")}</Button>
          : b.lift ? <span className={css.faint}>{t("liftedBy", { name: b.lift.by })}<small className={css.blockNote}>{b.lift.note || dateTimeText(b.lift.at, locale)}</small></span>
          : <span className={css.faint}>{t("ranOut")}</span>,
    },
  ];
  return (
    <>
      <div className={css.head}>
        <h1>{t("blocks")}</h1>
        <Segmented<"standing" | "all"> value={state} onChange={(v) => setState(v)} options={[{ value: "standing", label: t("blocksStanding") }, { value: "all", label: t("blocksAll") }]} />
      </div>
      <p className={css.faint}>{t("blocksNote")}</p>
      {query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <Table<ListedBlock> rowKey="id" size="small" columns={columns} dataSource={query.data.pages.flatMap((p) => p.items)} pagination={false}
          locale={{ emptyText: <EmptyState title={t(state === "standing" ? "noBlocks" : "noBlocksEver")} /> }} />
      )}
      {query.hasNextPage && <Button block type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{c("loadMore")}</Button>}
    </>
  );
}
