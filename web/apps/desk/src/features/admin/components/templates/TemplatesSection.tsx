import { PlusOutlined } from "@ant-design/icons";
import type { MessageTemplate } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { App, Button, Select, Table, Tag, type TableColumnsType } from "antd";
import { useState } from "react";
import { useAccounts } from "../../api/channels.ts";
import { templates, useTemplateAct, useTemplateKinds, useTemplates } from "../../api/templates.ts";
import { templateMessages } from "../../messages.templates.ts";
import css from "../Admin.module.css";
import { TemplateDrawer } from "./TemplateDrawer.tsx";

export function TemplatesSection() {
  const t = useT(templateMessages);
  const { locale } = useLocale();
  const query = useTemplates();
  const kinds = useTemplateKinds();
  const accounts = useAccounts();
  const [open, setOpen] = useState<MessageTemplate | "new" | null>(null);
  const [kind, setKind] = useState<string | null>(null);
  const kindName = (key: string) => kinds.data?.find((one) => one.kind === key)?.name ?? key;
  const columns: TableColumnsType<MessageTemplate> = [
    { title: t("name"), key: "name", render: (_, one) => <><Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpen(one)}>{one.name}</Button> <small className={css.faint}>{one.key}</small></> },
    { title: t("channel"), key: "kind", width: 150, render: (_, one) => kindName(one.kind) },
    { title: t("account"), key: "account", render: (_, one) => (one.account_id ? (accounts.data?.find((a) => a.id === one.account_id)?.name ?? "–") : t("everyAccount")) },
    { title: t("language"), key: "locale", width: 80, render: (_, one) => (one.locale === "zh-CN" ? "中文" : "English") },
    { title: t("purpose"), key: "purpose", width: 80, render: (_, one) => <Tag color={one.purpose === "marketing" ? "warning" : undefined}>{t(`purpose.${one.purpose}`)}</Tag> },
    { title: t("state"), key: "state", width: 90, render: (_, one) => <Tag color={one.off_at ? "default" : "success"}>{t(one.off_at ? "off" : "on")}</Tag> },
    { title: t("changed"), key: "changed", width: 190, render: (_, one) => <span className={css.faint}>{dateTimeText(one.changed_at, locale)}<br />{t("by", { who: one.changed_by, n: one.version })}</span> },
    { title: "", key: "act", width: 90, align: "right", render: (_, one) => <Switching template={one} /> },
  ];
  const shown = (query.data ?? []).filter((one) => kind === null || one.kind === kind);
  return (
    <>
      <div className={css.head}>
        <h1>{t("templates")}</h1>
        <Select
          value={kind ?? ""} onChange={(value) => setKind(value || null)} style={{ width: 170 }} aria-label={t("channel")}
          options={[{ value: "", label: t("all") }, ...(kinds.data ?? []).map((one) => ({ value: one.kind, label: one.name }))]}
        />
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")} disabled={!kinds.data} data-testid="new-template">{t("add")}</Button>
      </div>
      <p className={css.faint}>{t("intro")}</p>
      {query.isPending ? <LoadingRows rows={6} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : <Table<MessageTemplate> rowKey="id" size="small" columns={columns} dataSource={shown} pagination={shown.length > 20 ? { pageSize: 20 } : false} locale={{ emptyText: <EmptyState title={t("none")} text={t("noneText")} /> }} />}
      <TemplateDrawer template={open} kinds={kinds.data ?? []} accounts={accounts.data ?? []} onClose={() => setOpen(null)} />
    </>
  );
}

function Switching({ template }: { template: MessageTemplate }) {
  const t = useT(templateMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const isOn = template.off_at === null;
  const turn = useTemplateAct(() => (isOn ? templates.switchOff(template.id) : templates.switchOn(template.id)));
  const go = () => turn.mutate(undefined, { onSuccess: () => void message.success(t(isOn ? "switchedOff" : "switchedOn")), onError: (error) => void message.error(errorText(error)) });
  return <Button type="link" size="small" loading={turn.isPending} onClick={go} data-testid="template-switch">{t(isOn ? "switchOff" : "switchOn")}</Button>;
}
