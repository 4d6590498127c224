import type { Fact, TagGrant } from "@tandem/api";
import { useLocale, useT, useWriting } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button, Table, type TableColumnsType } from "antd";
import { common } from "@/lib/common.ts";
import { useFacts, useGrants } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import css from "./Portraits.module.css";
import { valueText } from "./Preview.tsx";

type Ended = "until" | "rule" | "rules" | "unknown" | "hand" | "no_consent" | "restricted" | "merged" | "model";

/** Who has or had a tag, newest first, with the reason. */
export function Grants({ tag }: { tag: string }) {
  const t = useT(messages);
  const c = useT(common);
  const { locale } = useLocale();
  const { data: facts = [] } = useFacts();
  const query = useGrants(tag);
  if (query.isPending) return <LoadingRows rows={4} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const columns: TableColumnsType<TagGrant> = [
    { title: t("customer"), key: "customer", render: (_, g) => <>{g.customer_name} <small className={css.faint}>{g.customer_id.slice(-4).toUpperCase()}</small></> },
    { title: t("why"), key: "why", render: (_, g) => <Why grant={g} facts={facts} /> },
    { title: t("since"), key: "since", render: (_, g) => dateTimeText(g.since, locale) },
    { title: t("until"), key: "until", render: (_, g) => g.ended_at ? <>{dateTimeText(g.ended_at, locale)} <small className={css.faint}>{t(`end.${g.end_reason as Ended}`)}</small></> : g.until ? dateTimeText(g.until, locale) : "—" },
  ];
  const grants = query.data.pages.flatMap((page) => page.items);
  return (
    <>
      <Table<TagGrant> rowKey="id" size="small" columns={columns} dataSource={grants} pagination={false} scroll={{ x: true }} locale={{ emptyText: <EmptyState title={t("nobodyHas")} /> }} />
      {query.hasNextPage && <Button type="link" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{c("loadMore")}</Button>}
    </>
  );
}

function Why({ grant, facts }: { grant: TagGrant; facts: Fact[] }) {
  const t = useT(messages);
  const write = useWriting();
  if (grant.origin === "hand") return <>{grant.why.note ? write.labelled(t("byHand", { name: grant.by_name }), grant.why.note) : t("byHand", { name: grant.by_name })}</>;
  const read = Object.entries(grant.why.facts ?? {});
  return <>{write.listed(read.map(([key, value]) => {
    const fact = facts.find((f) => f.key === key);
    return `${fact?.label ?? key} ${valueText(fact, value, t("noValue"))}`;
  }))}</>;
}
