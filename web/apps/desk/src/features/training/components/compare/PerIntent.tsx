import type { VersionComparison } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Table, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { measureMessages } from "../../messages.measures.ts";
import { intentRows, type IntentRow } from "../../rules/comparing.ts";
import { percent, points } from "../../rules/figures.ts";
import shared from "../Training.module.css";
import { useIntentName } from "./useIntentName.ts";

export function PerIntent({ c }: { c: VersionComparison }) {
  const t = useT(measureMessages);
  const name = useIntentName(c);
  const rows = useMemo(() => intentRows(c.per_intent), [c]);
  const two = (a: number | null, b: number | null) => <>{percent(a, 0)} → <b>{percent(b, 0)}</b></>;
  const columns: TableColumnsType<IntentRow> = [
    { title: t("intent"), key: "intent", render: (_, r) => name(r.intent) },
    { title: t("support"), key: "support", align: "right", width: 90, dataIndex: "support", sorter: (x, y) => x.support - y.support },
    { title: t("precision"), key: "precision", align: "right", width: 160, render: (_, r) => two(r.precision_a, r.precision_b) },
    { title: t("recall"), key: "recall", align: "right", width: 160, render: (_, r) => two(r.recall_a, r.recall_b) },
    { title: t("change"), key: "change", align: "right", width: 120, sorter: (x, y) => x.change - y.change, render: (_, r) => <span className={r.change > 0 ? shared.up : r.change < 0 ? shared.down : undefined}>{points(r.f1_b, r.f1_a) || "±0"}</span> },
  ];
  return <Table<IntentRow> rowKey="intent" size="small" columns={columns} dataSource={rows} pagination={rows.length > 15 ? { pageSize: 15, showSizeChanger: false } : false} data-testid="per-intent" />;
}
