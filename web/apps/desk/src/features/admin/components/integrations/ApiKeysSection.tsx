import type { ApiKey, KeyState } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows } from "@tandem/ui";
import { App, Button, Table, Tag, Tooltip, type TableColumnsType } from "antd";
import { useState } from "react";
import { integrations, useApiKeys, useChange, useScopes } from "../../api/integrations.ts";
import { integrationMessages } from "../../messages.integrations.ts";
import css from "../Admin.module.css";
import { ApiKeyDrawer } from "./ApiKeyDrawer.tsx";
import own from "./Integrations.module.css";

const COLORS: Record<KeyState, string> = { active: "green", expired: "default", revoked: "default" };

/** Keys of other systems: what each may do, when it was last used, taking it back. */
export function ApiKeysSection() {
  const t = useT(integrationMessages);
  const { locale } = useLocale();
  const { modal } = App.useApp();
  const query = useApiKeys();
  const scopes = useScopes();
  const revoke = useChange(integrations.revokeKey);
  const [making, setMaking] = useState(false);
  const title = (scope: string) => scopes.data?.find((s) => s.key === scope)?.title ?? scope;
  const ask = (key: ApiKey) =>
    void modal.confirm({ title: t("revokeConfirm", { name: key.name }), okText: t("revoke"), okButtonProps: { danger: true }, onOk: () => revoke.mutateAsync(key.id) });
  const columns: TableColumnsType<ApiKey> = [
    { title: t("name"), key: "name", width: 190, render: (_, k) => <>{k.name}<small className={css.blockNote}><code>{k.shown}…</code></small></> },
    { title: t("scopes"), key: "scopes", render: (_, k) => <span className={css.tags}>{k.scopes.map((s) => <Tooltip key={s} title={s}><span className={css.tag}>{title(s)}</span></Tooltip>)}</span> },
    {
      title: t("state"), key: "state", width: 190, render: (_, k) => (
        <>
          <Tag color={COLORS[k.state]}>{t(`key.${k.state}`)}</Tag>
          <small className={css.blockNote}>
            {k.revoked_at ? t("revokedBy", { name: k.revoked_by ?? "", at: dateTimeText(k.revoked_at, locale) }) : k.expires_at ? t("until", { at: dateTimeText(k.expires_at, locale) }) : t("noEnd")}
          </small>
        </>
      ),
    },
    { title: t("lastUsed"), key: "used", width: 130, render: (_, k) => (k.last_used_at ? dateTimeText(k.last_used_at, locale) : <span className={css.faint}>{t("never")}</span>) },
    { title: t("created"), key: "created", width: 130, render: (_, k) => <>{dateTimeText(k.created_at, locale)}<small className={css.blockNote}>{k.created_by}</small></> },
    { title: "", key: "revoke", width: 80, align: "right", render: (_, k) => k.state === "active" && <Button size="small" danger onClick={() => ask(k)} data-testid="revoke-key">{t("revoke")}</Button> },
  ];
  return (
    <>
      <div className={css.head}><h1>{t("keys")}</h1><Button type="primary" onClick={() => setMaking(true)} data-testid="new-key">{t("newKey")}</Button></div>
      <p className={own.note}>{t("keysNote")}</p>
      {query.isPending ? <LoadingRows rows={4} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <Table<ApiKey> rowKey="id" size="small" columns={columns} dataSource={query.data} pagination={false} rowClassName={(k) => (k.state === "active" ? "" : own.over!)}
          locale={{ emptyText: <EmptyState title={t("noKeys")} text={t("noKeysText")} /> }} />
      )}
      <ApiKeyDrawer open={making} onClose={() => setMaking(false)} />
    </>
  );
}
