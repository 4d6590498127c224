import type { DispositionSettings, NewDisposition } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Button, Drawer, Form, Input } from "antd";
import { common } from "@/lib/common.ts";
import { useChangeDispositions, useCreateDisposition } from "../api/dispositions.ts";
import { catalogueMessages } from "../messages.catalogues.ts";

/** One to change, or a new one under a group (null: a new group). */
export type Opened = { one: DispositionSettings } | { parent: DispositionSettings | null };

export function DispositionDrawer({ open, onClose }: { open: Opened | null; onClose: () => void }) {
  const t = useT(catalogueMessages);
  const title = open === null ? "" : "one" in open ? t("editReason") : open.parent ? `${open.parent.name} · ${t("newReason")}` : t("newGroup");
  return (
    <Drawer open={open !== null} title={title} onClose={onClose} size={400} destroyOnHidden>
      {open && <DispositionForm opened={open} onDone={onClose} />}
    </Drawer>
  );
}

type Fields = Omit<NewDisposition, "parent_id">;

function DispositionForm({ opened, onDone }: { opened: Opened; onDone: () => void }) {
  const t = useT(catalogueMessages);
  const c = useT(common);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const create = useCreateDisposition();
  const change = useChangeDispositions();
  const one = "one" in opened ? opened.one : null;
  const save = one ? change : create;
  const onSuccess = () => {
    void message.success(t("saved"));
    onDone();
  };
  const submit = ({ code, name, name_en }: Fields) =>
    "one" in opened ? change.mutate([{ id: opened.one.id, patch: { name, name_en } }], { onSuccess })
      : create.mutate({ code, name, name_en, parent_id: opened.parent?.id ?? null }, { onSuccess });
  const required = [{ required: true, whitespace: true, message: c("required") }];
  return (
    <Form<Fields> layout="vertical" initialValues={one ?? {}} onFinish={submit} data-testid="disposition-form">
      {save.isError && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} />}
      <Form.Item name="name" label={t("nameZh")} rules={required}><Input maxLength={60} autoFocus /></Form.Item>
      <Form.Item name="name_en" label={t("nameEn")} rules={required}><Input maxLength={60} /></Form.Item>
      <Form.Item name="code" label={t("code")} extra={t("codeHint")} rules={[{ required: true, pattern: /^[a-z][a-z0-9_.]{0,39}$/, message: t("codeHint") }]}><Input disabled={!!one} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>{c("save")}</Button>
    </Form>
  );
}
