import type { WebhookEvent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { ErrorState, LoadingRows } from "@tandem/ui";
import { Table, Tag, type TableColumnsType } from "antd";
import { useWebhookEvents } from "../../api/integrations.ts";
import { integrationMessages } from "../../messages.integrations.ts";
import css from "../Admin.module.css";
import own from "./Integrations.module.css";

/** What there is to hear of, with the schema that is promised and an example. */
export function EventCatalogue() {
  const t = useT(integrationMessages);
  const query = useWebhookEvents();
  if (query.isPending) return <LoadingRows rows={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const columns: TableColumnsType<WebhookEvent> = [
    { title: t("event"), key: "event", width: 300, render: (_, e) => <>{e.title}<small className={css.blockNote}><code>{e.type}</code> · {t("version", { n: e.version })}</small></> },
    { title: "", key: "when", render: (_, e) => <>{e.description} {e.discloses.length > 0 && <Tag>{t("disclosed")}</Tag>}</> },
  ];
  return (
    <Table<WebhookEvent> rowKey="type" size="small" columns={columns} dataSource={query.data} pagination={false}
      expandable={{
        expandRowByClick: true,
        expandedRowRender: (e) => (
          <div className={own.detail}>
            <h3>{t("example")}</h3><pre className={own.box}>{JSON.stringify(e.example, null, 2)}</pre>
            <h3>{t("schema")}</h3><pre className={own.box}>{JSON.stringify(e.json_schema, null, 2)}</pre>
          </div>
        ),
      }} />
  );
}
