import type { LawRule } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Table, Tag, type TableColumnsType } from "antd";
import { api } from "@/lib/api.ts";
import { messages } from "../messages.law.ts";
import css from "./Admin.module.css";

/** By which rules of law loans and requests are counted, and whether anybody has read them. */
export function LawSection() {
  const t = useT(messages);
  const query = useQuery({ queryKey: ["law-rules"], queryFn: api.admin.lawRules });
  if (query.isPending) return <LoadingRows rows={5} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const columns: TableColumnsType<LawRule> = [
    { title: t("rule"), key: "rule", render: (_, r) => <><div>{r.says}</div><small className={css.faint}>{r.source} {r.article} · {t("since", { day: r.effective_from })}{r.effective_to && ` · ${t("until", { day: r.effective_to })}`}</small></> },
    { title: t("held"), key: "held", width: 240, render: (_, r) => r.held ? <Tag color="blue">{t("isHeld")}</Tag> : <><Tag>{t("notHeld")}</Tag><small className={css.faint}>{r.why}</small></> },
    {
      title: t("verified"), key: "verified", width: 320,
      render: (_, r) => <div data-testid={`law-${r.key}`} data-verified={r.verified}><Tag color={r.verified ? "green" : "orange"}>{t(r.verified ? "read" : "unread")}</Tag><div><small className={css.faint}>{r.verified ? t("readIn", { where: r.read_in ?? "" }) : r.because} · {t("looked", { day: r.looked_on })}</small></div></div>,
    },
  ];
  return (
    <>
      <div className={css.head}><h1>{t("title")}</h1><span className={css.faint}>{t("hint")}</span></div>
      <Table<LawRule> rowKey="key" size="small" columns={columns} dataSource={query.data} pagination={false} data-testid="law-rules" />
    </>
  );
}
