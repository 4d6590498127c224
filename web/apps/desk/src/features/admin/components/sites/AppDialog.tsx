import { isProblem, type Site } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { App, Button, Form, Input, Modal, Popconfirm, Select, Typography } from "antd";
import { useAdmitApp, useRenewAppKey } from "../../api/sites.ts";
import { useQueueSettings } from "../../api/staff.ts";
import { appMessages } from "../../messages.apps.ts";
import { siteMessages } from "../../messages.sites.ts";
import css from "../Admin.module.css";

interface Values {
  key: string;
  name: string;
  queue_key: string;
  bundles?: string[];
  identity_mode: string;
}

/** Shows secrets, once. */
function useSecrets(): (title: string, secrets: [label: string, secret: string][]) => void {
  const t = useT(appMessages);
  const { modal } = App.useApp();
  return (title, secrets) =>
    void modal.success({
      title,
      width: 560,
      content: (
        <>
          {t("once")}
          {secrets.map(([label, secret]) => (
            <div key={label} style={{ marginTop: 12 }}>
              {label}
              <div className={css.secret}><Typography.Text code copyable data-testid="app-secret">{secret}</Typography.Text></div>
            </div>
          ))}
        </>
      ),
    });
}

/** Lets a native app in and shows its secrets. */
export function AppDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT(appMessages);
  const s = useT(siteMessages);
  const [form] = Form.useForm<Values>();
  const queues = useQueueSettings();
  const admit = useAdmitApp();
  const show = useSecrets();
  const save = async (): Promise<void> => {
    const values = await form.validateFields().catch(() => null);
    if (!values) return;
    admit.mutate({ ...values, bundles: values.bundles ?? [] }, {
      onSuccess: (made) => {
        onClose();
        show(t("made"), [[t("appKey"), made.app_key], [t("secret"), made.identity_secret]]);
      },
      onError: (error) => form.setFields([{ name: "key", errors: [isProblem(error) ? error.detail || error.title : t("failed")] }]),
    });
  };
  return (
    <Modal open={open} title={t("add")} okText={t("save")} cancelText={t("cancel")} onCancel={onClose} onOk={() => void save()} confirmLoading={admit.isPending} destroyOnHidden>
      <Form<Values> form={form} layout="vertical" preserve={false} initialValues={{ identity_mode: "both" }} requiredMark={false}>
        <Form.Item name="name" label={t("name")} rules={[{ required: true, whitespace: true, max: 120 }]}><Input data-testid="app-name" /></Form.Item>
        <Form.Item name="key" label={t("key")} extra={t("keyHint")} rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]{0,63}$/, message: t("keyHint") }]}><Input data-testid="app-key" /></Form.Item>
        <Form.Item name="queue_key" label={t("queue")} rules={[{ required: true }]}>
          <Select options={queues.data?.map((q) => ({ value: q.key, label: q.name }))} data-testid="app-queue" />
        </Form.Item>
        <Form.Item name="bundles" label={t("bundles")} extra={t("bundlesHint")}><Select mode="tags" open={false} suffixIcon={null} maxCount={10} /></Form.Item>
        <Form.Item name="identity_mode" label={t("identity")}>
          <Select options={(["both", "signed", "anonymous"] as const).map((x) => ({ value: x, label: s(`identity.${x}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Another key for an app that has one. */
export function AppKey({ site }: { site: Site }) {
  const t = useT(appMessages);
  const renew = useRenewAppKey();
  const show = useSecrets();
  return (
    <Popconfirm title={t("renew")} description={t("renewConfirm")} onConfirm={() => renew.mutate(site.key, { onSuccess: (made) => show(t("renewed"), [[t("appKey"), made.app_key]]) })}>
      <Button loading={renew.isPending} data-testid="app-renew">{t("renew")}</Button>
    </Popconfirm>
  );
}
