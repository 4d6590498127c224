import type { Site } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Drawer, Button, Table, Tabs, type TableColumnsType } from "antd";
import { useState } from "react";
import { useQueueSettings } from "../../api/staff.ts";
import { useSites } from "../../api/sites.ts";
import { siteMessages } from "../../messages.sites.ts";
import { appMessages } from "../../messages.apps.ts";
import css from "../Admin.module.css";
import { AppDialog, AppKey } from "./AppDialog.tsx";
import { InvitationsForm } from "./InvitationsForm.tsx";
import { PreChatForm } from "./PreChatForm.tsx";

export function SitesSection() {
  const t = useT(siteMessages);
  const a = useT(appMessages);
  const query = useSites();
  const queues = useQueueSettings();
  const [open, setOpen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const site = query.data?.find((s) => s.key === open);
  const off = <span className={css.faint}>{t("off")}</span>;
  const columns: TableColumnsType<Site> = [
    { title: t("site"), key: "name", render: (_, s) => <>{s.name} <small className={css.faint}>{s.key}</small></> },
    { title: a("kind"), key: "kind", render: (_, s) => a(`kind.${s.kind}`) },
    { title: t("queue"), key: "queue", render: (_, s) => queues.data?.find((q) => q.key === s.queue_key)?.name ?? s.queue_key },
    { title: t("identity"), key: "identity", render: (_, s) => t(`identity.${s.identity_mode as "both"}`) },
    { title: t("preChat"), key: "pre_chat", render: (_, s) => (s.pre_chat.enabled ? t("summaryFields", { n: s.pre_chat.fields.length }) : off) },
    { title: t("invitations"), key: "invitations", render: (_, s) => (s.invitations.length ? t("summaryInvitations", { n: s.invitations.length }) : off) },
    { title: "", key: "edit", align: "right", render: (_, s) => <Button type="link" size="small" data-testid={`site-${s.key}`} onClick={() => setOpen(s.key)}>{t("edit")}</Button> },
  ];
  return (
    <>
      <div className={css.head}><h1>{t("sites")}</h1><Button onClick={() => setAdding(true)} data-testid="app-add">{a("add")}</Button></div>
      <AppDialog open={adding} onClose={() => setAdding(false)} />
      {query.isPending ? <LoadingRows rows={3} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : <Table<Site> rowKey="key" size="small" columns={columns} dataSource={query.data} pagination={false} locale={{ emptyText: <EmptyState title={t("noSites")} /> }} />}
      <Drawer open={!!site} title={site?.name} onClose={() => setOpen(null)} size={520} destroyOnHidden>
        {site && (
          <Tabs style={{ marginTop: -12 }}
            items={[
              { key: "form", label: t("preChat"), children: <PreChatForm site={site} /> },
              site.kind === "app" ? { key: "app", label: a("app"), children: <AppKey site={site} /> } : { key: "invitations", label: t("invitations"), children: <InvitationsForm site={site} /> },
            ]}
          />
        )}
      </Drawer>
    </>
  );
}
