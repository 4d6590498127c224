import { PlusOutlined } from "@ant-design/icons";
import type { Site, SiteSaved } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { Button, Drawer, Table, Tabs, type TableColumnsType } from "antd";
import { useState } from "react";
import { useSites } from "../../api/sites.ts";
import { useQueueSettings } from "../../api/staff.ts";
import { siteMessages } from "../../messages.sites.ts";
import { appMessages } from "../../messages.apps.ts";
import css from "../Admin.module.css";
import { AppDialog, AppKey } from "./AppDialog.tsx";
import { EmbedCode } from "./EmbedCode.tsx";
import { InvitationsForm } from "./InvitationsForm.tsx";
import { PreChatForm } from "./PreChatForm.tsx";
import { SiteForm } from "./SiteForm.tsx";
import { useIdentityKeyDialog } from "./useIdentityKeyDialog.tsx";

const NEW = "";

export function SitesSection() {
  const t = useT(siteMessages);
  const write = useWriting();
  const a = useT(appMessages);
  const query = useSites();
  const queues = useQueueSettings();
  const showKey = useIdentityKeyDialog();
  const [open, setOpen] = useState<{ key: string; tab: string } | null>(null);
  const site = query.data?.find((s) => s.key === open?.key) ?? null;
  const begin = () => setOpen({ key: NEW, tab: "general" });
  const saved = (answer: SiteSaved) => {
    // A new site goes on to the code that embeds it.
    if (!site) setOpen({ key: answer.key, tab: "embed" });
    if (answer.identity_key) showKey(answer.identity_key);
  };
  const [adding, setAdding] = useState(false);
  const off = <span className={css.faint}>{t("off")}</span>;
  const columns: TableColumnsType<Site> = [
    { title: t("site"), key: "name", render: (_, s) => <>{s.name} <small className={css.faint}>{s.key}</small></> },
    { title: a("kind"), key: "kind", render: (_, s) => a(`kind.${s.kind}`) },
    { title: t("queue"), key: "queue", render: (_, s) => queues.data?.find((q) => q.key === s.queue_key)?.name ?? s.queue_key },
    { title: t("identity"), key: "identity", render: (_, s) => t(`identity.${s.identity_mode}`) },
    { title: t("origins"), key: "origins", render: (_, s) => write.listed(s.allowed_origins) || <span className={css.faint}>{t("everyPage")}</span> },
    { title: t("preChat"), key: "pre_chat", render: (_, s) => (s.pre_chat.enabled ? t("summaryFields", { n: s.pre_chat.fields.length }) : off) },
    { title: t("invitations"), key: "invitations", render: (_, s) => (s.invitations.length ? t("summaryInvitations", { n: s.invitations.length }) : off) },
    { title: "", key: "edit", align: "right", render: (_, s) => <Button type="link" size="small" data-testid={`site-${s.key}`} onClick={() => setOpen({ key: s.key, tab: "general" })}>{t("edit")}</Button> },
  ];
  const empty = <EmptyState title={t("noSites")} text={t("noSitesText")} action={<Button type="primary" onClick={begin}>{t("newSite")}</Button>} />;
  return (
    <>
      <div className={css.head}>
        <h1>{t("sites")}</h1>
        <Button onClick={() => setAdding(true)} data-testid="app-add">{a("add")}</Button>
        <Button type="primary" icon={<PlusOutlined />} data-testid="site-new" onClick={begin}>{t("newSite")}</Button>
      </div>
      <AppDialog open={adding} onClose={() => setAdding(false)} />
      {query.isPending ? <LoadingRows rows={3} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : <Table<Site> rowKey="key" size="small" columns={columns} dataSource={query.data} pagination={false} locale={{ emptyText: empty }} />}
      <Drawer open={open !== null} title={site?.name ?? t("newSite")} onClose={() => setOpen(null)} size={560} destroyOnHidden>
        {open && !site && <SiteForm site={null} onSaved={saved} />}
        {open && site && (
          <Tabs style={{ marginTop: -12 }} activeKey={open.tab} onChange={(tab) => setOpen({ key: site.key, tab })}
            items={[
              { key: "general", label: t("general"), children: <SiteForm key={site.key} site={site} onSaved={saved} /> },
              { key: "embed", label: t("embed"), children: <EmbedCode site={site} /> },
              { key: "form", label: t("preChat"), children: <PreChatForm site={site} /> },
              site.kind === "app" ? { key: "app", label: a("app"), children: <AppKey site={site} /> } : { key: "invitations", label: t("invitations"), children: <InvitationsForm site={site} /> },
            ]}
          />
        )}
      </Drawer>
    </>
  );
}
