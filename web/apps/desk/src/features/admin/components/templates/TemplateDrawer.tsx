import type { ChannelHealth, MessageTemplate, TemplateKind } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Button, Drawer, Form, Input, Select, Tabs } from "antd";
import { templates, useTemplateAct, useVersions } from "../../api/templates.ts";
import { templateMessages } from "../../messages.templates.ts";
import { TemplateForm } from "./TemplateForm.tsx";
import css from "./Templates.module.css";

interface Props {
  template: MessageTemplate | "new" | null;
  kinds: TemplateKind[];
  accounts: ChannelHealth[];
  onClose: () => void;
}

export function TemplateDrawer({ template, kinds, accounts, onClose }: Props) {
  const t = useT(templateMessages);
  const known = template === "new" ? null : template;
  const kind = kinds.find((one) => one.kind === known?.kind);
  return (
    <Drawer open={template !== null} title={known ? `${t("edit")} · ${known.name}` : t("add")} onClose={onClose} size={880} destroyOnHidden>
      {template === "new" && <TemplateForm template={null} kinds={kinds} accounts={accounts} onDone={onClose} />}
      {known && (
        <Tabs
          items={[
            ...(kind ? [{ key: "edit", label: t("tabEdit"), children: <TemplateForm key={known.id} template={known} kinds={kinds} accounts={accounts} onDone={onClose} /> }] : []),
            ...(kind ? [{ key: "test", label: t("tabTest"), children: <TestForm template={known} kind={kind} accounts={accounts} /> }] : []),
            { key: "versions", label: t("tabVersions"), children: <Versions template={known} /> },
          ]}
        />
      )}
    </Drawer>
  );
}

interface Test {
  recipient: string;
  account_id: string | null;
  values?: Record<string, string>;
}

function TestForm({ template, kind, accounts }: { template: MessageTemplate; kind: TemplateKind; accounts: ChannelHealth[] }) {
  const t = useT(templateMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const send = useTemplateAct((body: Test) => templates.sendTest(template.id, { ...body, values: body.values ?? {} }));
  const own = accounts.filter((one) => one.kind === template.kind);
  const submit = (body: Test) =>
    send.mutate(body, { onSuccess: (told) => void (told.sent ? message.success(t("testSent")) : message.error(t("testNot", { code: `${told.code} ${told.detail}`.trim() }))) });
  const hint = (key: string) => kind.kinds.find((one) => one.key === key)?.label;
  return (
    <Form<Test> layout="vertical" onFinish={submit} initialValues={{ account_id: template.account_id ?? own[0]?.id ?? null, values: Object.fromEntries(template.fields.map((f) => [f.key, f.preset])) }} className={css.test!}>
      <p className={css.faint}>{t("testHint")}</p>
      {send.isError && <Alert type="error" showIcon style={{ marginBottom: 12 }} title={errorText(send.error)} />}
      {template.account_id === null && <Form.Item name="account_id" label={t("testFrom")} rules={[{ required: true, message: t("required") }]}><Select options={own.map((one) => ({ value: one.id, label: one.name }))} /></Form.Item>}
      {template.account_id !== null && <Form.Item name="account_id" hidden><Input /></Form.Item>}
      <Form.Item name="recipient" label={t("testTo")} extra={t("testToHint")} rules={[{ required: true, whitespace: true, message: t("required") }]}><Input maxLength={320} data-testid="template-test-to" /></Form.Item>
      {template.fields.map((field) => (
        <Form.Item key={field.key} name={["values", field.key]} label={field.name} extra={hint(field.kind)} rules={[{ required: true, whitespace: true, message: t("required") }]}><Input maxLength={500} /></Form.Item>
      ))}
      <Button type="primary" htmlType="submit" loading={send.isPending} data-testid="template-test-send">{t("sendTest")}</Button>
    </Form>
  );
}

function Versions({ template }: { template: MessageTemplate }) {
  const t = useT(templateMessages);
  const { locale } = useLocale();
  const query = useVersions(template.id);
  if (query.isPending) return <LoadingRows rows={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <ol className={css.versions}>
      {query.data.map((one) => (
        <li key={one.version}>
          <header><b>{t("version", { n: one.version })}</b> <span className={css.faint}>{one.name} · {one.by} · {dateTimeText(one.at, locale)}</span></header>
          {one.subject && <b>{one.subject}</b>}
          <p>{one.text}</p>
        </li>
      ))}
    </ol>
  );
}
