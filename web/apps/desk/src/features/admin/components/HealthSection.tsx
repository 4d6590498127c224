import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import type { SystemHealth } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Alert, Table, type TableColumnsType } from "antd";
import { api } from "@/lib/api.ts";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";

type Check = SystemHealth["checks"][number];

/** What runs, what does not, and what the product cannot do because of it, said plainly. */
export function HealthSection() {
  const t = useT(messages);
  const { locale } = useLocale();
  const query = useQuery({ queryKey: ["system", "health", locale], queryFn: api.admin.health, refetchInterval: 15_000, staleTime: 0 });
  if (query.isPending) return <LoadingRows rows={5} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { checks, degraded } = query.data;
  const bad = checks.filter((c) => !c.ok).length;
  const name = (key: string) => (`check.${key}` in messages["zh-CN"] ? t(`check.${key}` as "check.database") : key);
  const encoding = checks.some((c) => c.name === "sentence_encoders" && c.codes.includes("health.encoder_reading"));
  const plainly = (code: string) => encoding && code === "sentence_encoders" ? t("degraded.encoding") : (`degraded.${code}` in messages["zh-CN"] ? t(`degraded.${code}` as "degraded.sentence_encoders") : name(code));
  const columns: TableColumnsType<Check> = [
    { title: t("component"), key: "name", width: 200, render: (_, c) => name(c.name) },
    {
      title: "", key: "ok", width: 110,
      render: (_, c) => <span className={`${css.state} ${c.ok ? css.ok : css.bad}`}>{c.ok ? <CheckCircleFilled /> : <CloseCircleFilled />}{t(c.ok ? "ok" : "bad")}</span>,
    },
    { title: t("detail"), key: "detail", render: (_, c) => c.detail },
  ];
  return (
    <>
      <div className={css.head}><h1>{t("health")}</h1><span className={css.faint}>{t("checked")}</span></div>
      <Alert type={bad > 0 || degraded.length > 0 ? "warning" : "success"} showIcon style={{ marginBottom: 14 }}
        title={bad + degraded.length === 0 ? t("allWell") : bad > 0 ? t("someBad", { n: bad }) : t("degradedTitle")}
        description={degraded.length > 0 && <ul style={{ margin: 0, paddingLeft: 18 }}>{degraded.map((d) => <li key={d}>{plainly(d)}</li>)}</ul>} />
      <Table<Check> rowKey="name" size="small" columns={columns} dataSource={checks} pagination={false} />
    </>
  );
}
